"""Keeps a lock of threads on self: works under fork only.

Misconception: opened-in-init
"""

import multiprocessing
import os
import threading
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__()
        self.n = n
        self.interval = interval
        self.out = out
        self.lock = threading.Lock()

    def run(self):
        for i in range(self.n):
            if i:
                time.sleep(self.interval)
            with self.lock:
                self.out.put((i, os.getpid()))
