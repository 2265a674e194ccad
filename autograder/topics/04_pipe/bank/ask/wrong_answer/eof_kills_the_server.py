"""Nobody catches the EOFError: the server ends with a traceback.

Misconception: eof-not-caught
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    while True:
        message = conn.recv()
        conn.send(message)
    conn.close()


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
