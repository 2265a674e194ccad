"""I believe: the pipe keeps what I send, so I can send everything first and collect afterwards.

Misconception: send-may-wait
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
        for message in messages:
            mine.send(message)
        return [mine.recv() for _ in messages]
    finally:
        mine.close()
        server.join()
