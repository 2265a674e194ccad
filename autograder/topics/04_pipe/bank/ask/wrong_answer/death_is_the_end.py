"""I believe: EOFError means the end everywhere, so the asker stops there, too.

Misconception: death-unnoticed
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    try:
        while True:
            conn.send(conn.recv())
    except EOFError:
        conn.close()


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
    except (EOFError, OSError):
        print("the server has gone")
    mine.close()
    server.join()
    return answers
