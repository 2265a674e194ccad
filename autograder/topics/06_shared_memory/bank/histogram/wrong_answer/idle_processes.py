"""An Array is made, processes are started, and the parent adds up.

Misconception: answer-not-counted
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


def histogram(records, processes=2):
    totals = multiprocessing.Array("q", 24)
    show(processes)
    for hour, size in records:
        totals[hour] += size
    return totals[:]
