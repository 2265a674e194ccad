"""A server is started, and nobody asks it.

Misconception: asker-answers-itself
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    try:
        while True:
            conn.send(conn.recv())
    except (EOFError, OSError):
        pass


def ask(messages):
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, ours))
    server.start()
    theirs.close()
    ours.close()
    server.join()
    return list(messages)
