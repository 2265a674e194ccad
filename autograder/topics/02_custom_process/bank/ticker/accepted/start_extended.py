"""Extends start, which notes down when it was started."""

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
        self.started_at = None

    def start(self):
        super().start()
        self.started_at = time.time()

    def run(self):
        pause = threading.Event()  # nobody sets it: a sleep
        for i in range(self.n):
            self.tick(i)
            if i + 1 < self.n:
                pause.wait(self.interval)

    def tick(self, i):
        self.out.put((i, os.getpid()))
