"""The number is calculated; the processes only touch the Value.

Misconception: answer-not-counted
"""
import multiprocessing


def touch(counter):
    with counter.get_lock():
        counter.value = counter.value


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start + processes * times)
    crew = [multiprocessing.Process(target=touch, args=(counter,)) for _ in range(processes)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()
    return counter.value
