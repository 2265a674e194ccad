"""The parent holds the lock that the child needs, and waits for the child's end.

pattern: lock-never-released
says: The parent, Process-1, `lock`, The parent holds `lock` since
"""

import multiprocessing


def work(lock):
    with lock:  # waits
        pass


def main():
    lock = multiprocessing.Lock()
    process = multiprocessing.Process(target=work, args=(lock,))
    with lock:
        process.start()
        process.join()  # waits
