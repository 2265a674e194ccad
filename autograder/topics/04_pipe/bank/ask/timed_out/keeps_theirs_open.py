"""I believe: the ends of a pipe are closed when the process that uses them has ended.

Misconception: end-left-open
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    while True:
        try:
            message = conn.recv()
        except EOFError:
            return
        conn.send(message)


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    answers = []
    try:
        for message in messages:
            mine.send(message)
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
        theirs.close()
    return answers
