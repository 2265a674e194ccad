"""The EOFError of a dead server is taken for a good end.

Misconception: death-unnoticed
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
            answers.append(mine.recv())
    except (EOFError, OSError):
        pass
    finally:
        mine.close()
        server.join()
    return answers
