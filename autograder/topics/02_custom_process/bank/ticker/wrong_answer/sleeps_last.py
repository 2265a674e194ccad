"""Sleeps after each tick.

Misconception: sleeps-after-the-last
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
        for i in range(self.n):
            self.out.put((i, os.getpid()))
            time.sleep(self.interval)
