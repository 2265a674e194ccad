"""Keeps its arguments under the names that Process uses for its own.

Misconception: name-is-taken
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self._args = (n, interval, out)

    def start(self):
        super().start()
        print("started", self._args)

    def run(self):
        n, interval, out = self._args
        for i in range(n):
            if i:
                time.sleep(interval)
            out.put((i, os.getpid()))
