"""Each sends to the parent, and the parent passes it on.

Misconception: swapped-by-the-parent
"""
import multiprocessing


def swap(gift, conn, other):
    other.close()
    conn.send(gift)
    got = conn.recv()
    conn.send(got)


def exchange(a, b):
    conns, processes = [], []
    for gift in (a, b):
        mine, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=swap, args=(gift, theirs, mine))
        process.start()
        theirs.close()
        conns.append(mine)
        processes.append(process)
    gifts = [conn.recv() for conn in conns]
    for conn, gift in zip(conns, reversed(gifts)):
        conn.send(gift)
    result = tuple(conn.recv() for conn in conns)
    for process in processes:
        process.join()
    return result
