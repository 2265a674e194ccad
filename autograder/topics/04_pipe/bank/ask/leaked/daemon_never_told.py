"""A daemon that nobody tells that it is over.

Misconception: server-never-ends
"""
import multiprocessing


def echo_server(conn, other):
    while True:
        conn.send(conn.recv())


keep = []


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    keep.append(mine)
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine), daemon=True)
    server.start()
    answers = []
    for message in messages:
        mine.send(message)
        answers.append(mine.recv())
    return answers
