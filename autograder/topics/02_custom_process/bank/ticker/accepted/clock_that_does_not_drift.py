"""Sleeps until the moment at which the tick is due, counted from the first one; settings in one dict."""

import multiprocessing
import os
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__(daemon=False)
        self.settings = {"n": n, "interval": interval, "out": out}

    def tick(self, i):
        self.settings["out"].put((i, os.getpid()))

    def run(self):
        began = time.monotonic()
        for i in range(self.settings["n"]):
            due = began + i * self.settings["interval"]
            time.sleep(max(0, due - time.monotonic()))
            self.tick(i)
