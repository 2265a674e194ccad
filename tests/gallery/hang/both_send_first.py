"""Both ends send a megabyte before they receive.

pattern: both-send-first
says: The parent, Process-1, `a`, `b`
"""

import multiprocessing

MEGABYTE = b"x" * 1_048_576


def other(b):
    b.send(MEGABYTE)  # waits
    return b.recv()


def main():
    a, b = multiprocessing.Pipe()
    process = multiprocessing.Process(target=other, args=(b,))
    process.start()
    a.send(MEGABYTE)  # waits
    received = a.recv()
    process.join()
    return len(received)
