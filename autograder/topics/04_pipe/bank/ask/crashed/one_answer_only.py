"""The server answers once and goes home.

Misconception: server-answers-once
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    try:
        message = conn.recv()
        conn.send(message)
    except EOFError:
        pass


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
