"""None ends the server, and a None among the messages does, too.

Misconception: message-taken-for-the-end
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    while True:
        try:
            message = conn.recv()
        except EOFError:
            break
        if message is None:
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
            answers.append(mine.recv())
    finally:
        mine.close()
        server.join()
    return answers
