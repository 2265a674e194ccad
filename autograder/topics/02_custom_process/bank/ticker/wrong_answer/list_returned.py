"""Returns its ticks.

Misconception: what-run-returns-is-lost
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
        ticks = []
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            ticks.append((i, os.getpid()))
        return ticks
