"""The asker waits for the answer or for the death of the server, whichever comes first."""
import multiprocessing
from multiprocessing.connection import wait


def echo_server(conn, other):
    other.close()
    talking = True
    while talking:
        try:
            conn.send(conn.recv())
        except EOFError:
            talking = False


def ask(messages):
    mine, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=echo_server, args=(theirs, mine))
    server.start()
    theirs.close()
    answers = []
    try:
        for message in messages:
            mine.send(message)
            ready = wait([mine, server.sentinel])
            if mine not in ready:
                raise EOFError("the server is dead")
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
