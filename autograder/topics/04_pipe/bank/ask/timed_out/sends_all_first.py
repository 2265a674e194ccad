"""All messages go out before the first answer is read.

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
    answers = []
    try:
        for message in messages:
            mine.send(message)
        for _ in messages:
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
