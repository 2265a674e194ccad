"""There is one way home, and the second process brings both.

Misconception: wrong-way-home
"""
import multiprocessing


def first(gift, conn, foreign):
    for end in foreign:
        end.close()
    conn.send(gift)
    got = conn.recv()
    conn.send(got)


def second(gift, conn, home, foreign):
    for end in foreign:
        end.close()
    got = conn.recv()
    conn.send(gift)
    home.send((conn.recv(), got))


def exchange(a, b):
    left, right = multiprocessing.Pipe()
    reader, home = multiprocessing.Pipe(duplex=False)
    team = [
        multiprocessing.Process(target=first, args=(a, left, (right, reader, home))),
        multiprocessing.Process(target=second, args=(b, right, home, (left, reader))),
    ]
    for process in team:
        process.start()
    for end in (left, right, home):
        end.close()
    try:
        return reader.recv()
    finally:
        reader.close()
        for process in team:
            process.join()
