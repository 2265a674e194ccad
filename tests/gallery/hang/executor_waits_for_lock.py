"""The tasks of an executor need a lock that the parent holds while it waits for them.

pattern: lock-never-released
says: The parent, `shared`, holds
"""

import concurrent.futures
import multiprocessing

lock = None


def begin(shared):
    global lock
    lock = shared


def work(number):
    with lock:  # waits
        return number


def main():
    shared = multiprocessing.Lock()
    executor = concurrent.futures.ProcessPoolExecutor(
        2, mp_context=multiprocessing.get_context(), initializer=begin, initargs=(shared,)
    )
    with executor, shared:
        return list(executor.map(work, range(4)))  # waits
