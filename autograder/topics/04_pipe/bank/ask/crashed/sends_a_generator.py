"""Everything in one go, as a generator.

Misconception: cannot-be-sent
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
    try:
        mine.send(message for message in messages)
        return list(mine.recv())
    finally:
        mine.close()
        server.join()
