"""Ticks when the clock says so, and closes its queue."""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out, *args, **kwargs):
        super(Ticker, self).__init__(*args, **kwargs)
        self.count, self.interval, self.out = n, interval, out

    def run(self):
        begin = time.monotonic()
        for i in range(self.count):
            time.sleep(max(0.0, begin + i * self.interval - time.monotonic()))
            self.out.put((i, os.getpid()))
        self.out.close()
        self.out.join_thread()
