"""I believe: each child has one tube to me, and I hand over what comes.

Misconception: swapped-by-the-parent
"""
import multiprocessing


def swap(gift, conn, other):
    other.close()
    conn.send(gift)
    got = conn.recv()
    conn.send(got)
    conn.close()


def exchange(a, b):
    mine_1, theirs_1 = multiprocessing.Pipe()
    first = multiprocessing.Process(target=swap, args=(a, theirs_1, mine_1))
    first.start()
    theirs_1.close()
    mine_2, theirs_2 = multiprocessing.Pipe()
    second = multiprocessing.Process(target=swap, args=(b, theirs_2, mine_2))
    second.start()
    theirs_2.close()
    try:
        from_first = mine_1.recv()
        from_second = mine_2.recv()
        mine_1.send(from_second)
        mine_2.send(from_first)
        return mine_1.recv(), mine_2.recv()
    finally:
        mine_1.close()
        mine_2.close()
        first.join()
        second.join()
