"""The server is a thread of the asker.

Misconception: no-process-of-its-own
"""
import multiprocessing
import threading


def echo_server(conn, other):
    other.close()
    while True:
        try:
            message = conn.recv()
        except EOFError:
            break
        conn.send(message)
    conn.close()


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = threading.Thread(target=echo_server, args=(theirs, multiprocessing.Pipe()[0]))
    server.start()
    answers = []
    try:
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
