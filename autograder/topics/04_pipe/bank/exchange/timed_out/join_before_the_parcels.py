"""I believe: when both have been joined their parcels lie ready in the pipes.

Misconception: joined-before-received
"""
import multiprocessing


def swap(gift, conn, home, unused, sends_first):
    for end in unused:
        end.close()
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
    first = multiprocessing.Process(
        target=swap, args=(a, left, way_1, [right, home_1, home_2, way_2], True)
    )
    second = multiprocessing.Process(
        target=swap, args=(b, right, way_2, [left, home_1, home_2, way_1], False)
    )
    first.start()
    second.start()
    for end in (left, right, way_1, way_2):
        end.close()
    first.join()
    second.join()
    return home_1.recv(), home_2.recv()
