"""The answers are made where the questions are asked.

Misconception: no-process-of-its-own
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
    return [message for message in messages]
