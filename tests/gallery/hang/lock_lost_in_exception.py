"""An exception between acquire() and release() keeps the lock from everybody else.

pattern: lock-never-released
says: Second, `guard`, First
"""

import multiprocessing


def careless(guard, amounts):
    guard.acquire()
    total = sum(amounts)
    guard.release()
    return total


def main():
    guard = multiprocessing.Lock()
    first = multiprocessing.Process(target=careless, args=(guard, [1, None]), name="First")
    first.start()
    first.join()
    second = multiprocessing.Process(target=careless, args=(guard, [1, 2]), name="Second")
    second.start()
    second.join()  # waits
