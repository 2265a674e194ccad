"""The signal to begin is never given.

pattern: event-never-set
says: The parent, `go`, Process-1
"""

import multiprocessing


def work(go):
    go.wait()  # waits


def main():
    go = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(go,))
    process.start()
    process.join()  # waits
    go.set()
