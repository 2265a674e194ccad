"""I believe: an exception at the end of a child does no harm, the parent has all it wants.

Misconception: eof-not-caught
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    while True:
        message = conn.recv()
        conn.send(message)


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    try:
        answers = []
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
        return answers
    finally:
        mine.close()
        server.join()
