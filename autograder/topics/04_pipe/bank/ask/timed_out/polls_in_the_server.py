"""The server looks whether something has come, and takes silence for the end of the wait.

Misconception: end-left-open
"""
import multiprocessing


def echo_server(conn, other):
    running = True
    while running:
        if conn.poll(0.1):
            try:
                conn.send(conn.recv())
            except EOFError:
                running = False


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    answers = []
    try:
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
