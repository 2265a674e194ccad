"""I believe: both do the same thing, send and then receive, so one function is enough.

Misconception: send-may-wait
"""
import multiprocessing


def swap(gift, conn, home, unused):
    for end in unused:
        end.close()
    conn.send(gift)
    home.send(conn.recv())


def exchange(a, b):
    left, right = multiprocessing.Pipe()
    home_1, way_1 = multiprocessing.Pipe(duplex=False)
    home_2, way_2 = multiprocessing.Pipe(duplex=False)
    first = multiprocessing.Process(
        target=swap, args=(a, left, way_1, [right, home_1, home_2, way_2])
    )
    second = multiprocessing.Process(
        target=swap, args=(b, right, way_2, [left, home_1, home_2, way_1])
    )
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
