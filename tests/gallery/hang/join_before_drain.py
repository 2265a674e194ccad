"""The parent joins a child whose queue nobody empties.

pattern: join-before-drain
says: The parent, Process-1, `results`
"""

import multiprocessing


def work(results):
    results.put("x" * 200_000)


def main():
    results = multiprocessing.Queue()
    process = multiprocessing.Process(target=work, args=(results,))
    process.start()
    process.join()  # waits
    return results.get()
