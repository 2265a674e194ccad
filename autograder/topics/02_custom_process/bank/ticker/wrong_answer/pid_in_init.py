"""Os.getpid() is called in __init__ and kept, so the ticks bear the parent's number.

Misconception: asked-in-init
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
        self.my_pid = os.getpid()

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, self.my_pid))
