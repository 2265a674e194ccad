"""The children do something, but the answer is a product.

Misconception: answer-not-counted
"""
import multiprocessing


def push(counter, times):
    return sum(1 for _ in range(times))


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = [multiprocessing.Process(target=push, args=(counter, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return start + processes * times
