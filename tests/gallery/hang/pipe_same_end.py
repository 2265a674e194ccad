"""Parent and child use the same end of a pipe: what is sent there comes out at the other one.

pattern: get-from-empty
says: The parent, Process-1, `a`, `b`, the same end
"""

import multiprocessing


def answer(conn):
    question = conn.recv()
    conn.send(question * 2)


def main():
    a, b = multiprocessing.Pipe()
    process = multiprocessing.Process(target=answer, args=(a,))
    process.start()
    a.send(21)
    result = a.recv()  # waits
    process.join()
    b.close()
    return result
