"""Collects its ticks on self.

Misconception: attributes-stay-in-the-child
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
        self.ticks = []

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.ticks.append((i, os.getpid()))
