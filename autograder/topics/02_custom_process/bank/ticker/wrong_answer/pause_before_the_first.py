"""Waits for the interval before every tick, also before the first.

Misconception: sleeps-before-the-first
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
            time.sleep(self.interval)
            self.out.put((i, os.getpid()))
