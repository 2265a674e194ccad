"""Counts as people do.

Misconception: counted-from-one
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self.n = n
        self.interval = interval
        self.out = out

    def run(self):
        for i in range(1, self.n + 1):
            self.out.put((i, os.getpid()))
            if i < self.n:
                time.sleep(self.interval)
