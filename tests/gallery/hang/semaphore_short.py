"""One release() is missing: the second worker never gets its place.

pattern: semaphore-short
says: The parent, `places`, Process-2
"""

import multiprocessing


def work(places, leave):
    places.acquire()  # waits
    if leave:
        places.release()


def main():
    places = multiprocessing.Semaphore(1)
    for leave in (False, True):
        process = multiprocessing.Process(target=work, args=(places, leave))
        process.start()
        process.join()  # waits
