"""The parent takes more results out of the queue than its workers put in.

pattern: get-from-empty
says: The parent, `results`
"""

import multiprocessing


def square(number, results):
    if number % 3:
        results.put(number * number)


def main():
    results = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=square, args=(n, results)) for n in range(4)]
    for worker in workers:
        worker.start()
    found = [results.get() for _ in workers]  # waits
    for worker in workers:
        worker.join()
    return found
