"""Inherits from Thread.

Misconception: thread-in-disguise
"""

import os
import threading
import time


class Ticker(threading.Thread):
    def __init__(self, n, interval, out):
        super().__init__()
        self.n = n
        self.interval = interval
        self.out = out

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            self.out.put((i, os.getpid()))
