"""The server says hello first, and nobody listens to it.

Misconception: answers-out-of-step
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    conn.send("ready")
    try:
        while True:
            conn.send(conn.recv())
    except (EOFError, OSError):
        pass


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
