"""The same after so many calls that they are only counted."""

import multiprocessing
import queue


def main():
    results = multiprocessing.Queue()
    for number in range(1000):
        results.put(number)
        results.get(timeout=10)
    try:
        return results.get(True, 1.6)
    except queue.Empty:
        return "nothing came"
