"""I believe: `while message := conn.recv()` goes on as long as there are messages.

Misconception: message-taken-for-the-end
"""
import multiprocessing


def echo_server(conn, other):
    other.close()
    try:
        while message := conn.recv():
            conn.send(message)
    except EOFError:
        pass
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
