"""A worker returns early and forgets to release the lock.

pattern: lock-never-released
says: The parent, `lock`, First
"""

import multiprocessing


def careless(lock, started):
    lock.acquire()
    started.set()
    if started.is_set():
        return
    lock.release()


def main():
    lock = multiprocessing.Lock()
    started = multiprocessing.Event()
    first = multiprocessing.Process(target=careless, args=(lock, started), name="First")
    first.start()
    started.wait()
    with lock:  # waits
        first.join()
