"""The parent hears the two in whatever order they come."""
import multiprocessing
from multiprocessing import connection


def giver(gift, conn, home, others):
    for end in others:
        end.close()
    conn.send(gift)
    home.send(("first", conn.recv()))


def taker(gift, conn, home, others):
    for end in others:
        end.close()
    got = conn.recv()
    conn.send(gift)
    home.send(("second", got))


def exchange(a, b):
    left, right = multiprocessing.Pipe()
    in1, out1 = multiprocessing.Pipe(duplex=False)
    first = multiprocessing.Process(target=giver, args=(a, left, out1, (right, in1)))
    first.start()
    left.close()
    out1.close()
    in2, out2 = multiprocessing.Pipe(duplex=False)
    second = multiprocessing.Process(target=taker, args=(b, right, out2, (in1, in2)))
    second.start()
    right.close()
    out2.close()
    got = {}
    try:
        waiting = [in1, in2]
        while waiting:
            for reader in connection.wait(waiting):
                waiting.remove(reader)
                who, what = reader.recv()
                got[who] = what
    finally:
        in1.close()
        in2.close()
        first.join()
        second.join()
    return got["first"], got["second"]
