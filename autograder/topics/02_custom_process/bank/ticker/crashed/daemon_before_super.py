"""Sets daemon before Process has been made ready.

Misconception: super-init-forgotten
"""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        self.daemon = True
        self.n, self.interval, self.out = n, interval, out
        super().__init__()

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
