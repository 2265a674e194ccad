"""The first tick stands before the loop."""

import os
import time
from multiprocessing import Process


class Ticker(Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self.n, self.interval, self.out = n, interval, out

    def run(self):
        if self.n == 0:
            return
        me = os.getpid()
        self.out.put((0, me))
        for i in range(1, self.n):
            time.sleep(self.interval)
            self.out.put((i, me))
