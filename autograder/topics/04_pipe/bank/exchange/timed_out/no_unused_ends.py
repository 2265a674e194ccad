"""I believe: it is enough that the parent closes what it gave away; a child has only what I pass.

Misconception: end-left-open
"""
import multiprocessing


def swap(gift, conn, home, sends_first):
    if sends_first:
        conn.send(gift)
        got = conn.recv()
    else:
        got = conn.recv()
        conn.send(gift)
    home.send(got)


def exchange(a, b):
    left, right = multiprocessing.Pipe()
    home_1, way_1 = multiprocessing.Pipe(duplex=False)
    home_2, way_2 = multiprocessing.Pipe(duplex=False)
    first = multiprocessing.Process(target=swap, args=(a, left, way_1, True))
    second = multiprocessing.Process(target=swap, args=(b, right, way_2, False))
    first.start()
    second.start()
    for end in (left, right, way_1, way_2):
        end.close()
    try:
        return home_1.recv(), home_2.recv()
    finally:
        home_1.close()
        home_2.close()
        first.join()
        second.join()
