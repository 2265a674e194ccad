"""Connections are context managers: the end of the block closes them."""
from multiprocessing import Pipe, Process


def echo_server(conn, other):
    other.close()
    with conn:
        try:
            while True:
                conn.send(conn.recv())
        except EOFError:
            pass


def ask(messages):
    mine, theirs = Pipe()
    process = Process(target=echo_server, args=(theirs, mine))
    process.start()
    theirs.close()
    try:
        with mine:
            return [_one(mine, message) for message in messages]
    finally:
        process.join()


def _one(conn, message):
    conn.send(message)
    return conn.recv()
