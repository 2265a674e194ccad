"""A thread sends everything, the caller receives as many answers as there are messages."""
import contextlib
import multiprocessing
import threading


def echo_server(conn, other):
    other.close()
    while True:
        try:
            message = conn.recv()
        except EOFError:
            return
        conn.send(message)


def send_all(conn, messages):
    with contextlib.suppress(OSError):
        for message in messages:
            conn.send(message)


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    sender = threading.Thread(target=send_all, args=(mine, messages))
    sender.start()
    try:
        return [mine.recv() for _ in messages]
    finally:
        sender.join()
        mine.close()
        server.join()
