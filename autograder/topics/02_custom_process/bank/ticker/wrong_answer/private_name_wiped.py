"""Keeps its arguments in _args, and calls super last, which empties it.

Misconception: name-is-taken
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        self._args = (n, interval, out)
        super().__init__()

    def run(self):
        n, interval, out = self._args
        for i in range(n):
            if i:
                time.sleep(interval)
            out.put((i, os.getpid()))
