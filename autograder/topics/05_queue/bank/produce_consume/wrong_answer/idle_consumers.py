"""Consumers are started, and the parent does it all.

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


def produce_consume(func, items, consumers=2):
    show(consumers)
    return [func(item) for item in items]
