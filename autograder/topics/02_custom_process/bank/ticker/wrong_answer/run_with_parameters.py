"""Wants its arguments in run.

Misconception: run-takes-no-arguments
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self.n, self.interval, self.out = n, interval, out

    def run(self, n, interval, out):
        for i in range(n):
            if i:
                time.sleep(interval)
            out.put((i, os.getpid()))
