"""Hands its own arguments to Process.

Misconception: super-init-with-arguments
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__(n, interval, out)
        self.n = n
        self.interval = interval
        self.out = out

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
