"""A process for each name, and the parent makes the batches.

Misconception: parent-does-the-work
"""
import multiprocessing


def nothing():
    pass


def show(number):
    crew = [multiprocessing.Process(target=nothing) for _ in range(number)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()


def drain_then_join(make, names, size):
    show(len(names))
    batches = {}
    for name in names:
        try:
            batches[name] = make(name, size)
        except Exception:
            batches[name] = None
    return batches
