"""The answers are yielded one by one: a generator, no list.

Misconception: generator-not-list
"""
import multiprocessing


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
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    for message in messages:
        mine.send(message)
        yield mine.recv()
    mine.close()
    server.join()
