import multiprocessing
import threading


def echo_server(conn, other):
    other.close()
    with conn:
        try:
            while True:
                conn.send(conn.recv())
        except (EOFError, OSError):
            pass


def feed(conn, messages):
    """Runs in a thread, so that sending and receiving go on at the same time."""
    try:
        for message in messages:
            conn.send(message)
    except OSError:
        pass  # the server is dead; the one who receives hears of it, too


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    feeder = threading.Thread(target=feed, args=(mine, messages))
    feeder.start()
    try:
        return [mine.recv() for _ in messages]
    finally:
        feeder.join()
        mine.close()
        server.join()
