"""Calls the number of ticks name.

Misconception: name-is-taken
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self.name = n
        self.interval = interval
        self.out = out

    def run(self):
        for i in range(self.name):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
