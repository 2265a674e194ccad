"""The parent waits with a timeout for what never comes, and then goes on."""

import multiprocessing
import queue


def main():
    results = multiprocessing.Queue()
    try:
        return results.get(timeout=1.6)
    except queue.Empty:
        return "nothing came"
