"""A Value with a plain Lock: reading it under its own lock waits for that lock.

pattern: self-deadlock
says: Process-1, itself
"""

import multiprocessing


def add(counter):
    with counter.get_lock():
        counter.value += 1  # waits


def main():
    counter = multiprocessing.Value("i", 0, lock=multiprocessing.Lock())
    process = multiprocessing.Process(target=add, args=(counter,))
    process.start()
    process.join()  # waits
    return counter.value
