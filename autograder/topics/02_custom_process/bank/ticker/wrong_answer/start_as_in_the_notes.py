"""Overrides start with self.run(), so everything happens in the parent.

Misconception: start-replaced
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

    def start(self):
        self.run()

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
