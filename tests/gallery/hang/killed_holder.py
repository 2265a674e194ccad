"""A process is killed while it holds the lock.

pattern: lock-never-released
says: The parent, Holder, `lock`
"""

import multiprocessing
import time


def hold(lock, ready):
    with lock:
        ready.set()
        time.sleep(600)


def main():
    lock, ready = multiprocessing.Lock(), multiprocessing.Event()
    holder = multiprocessing.Process(target=hold, args=(lock, ready), name="Holder")
    holder.start()
    ready.wait()
    holder.kill()
    holder.join()
    with lock:  # waits
        return True
