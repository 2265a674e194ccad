"""Hands a method over as target, and keeps the rest there."""

import multiprocessing
import os
import time


def ticks(n, interval, out):
    for i in range(n):
        if i > 0:
            time.sleep(interval)
        out.put((i, os.getpid()))


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        super().__init__(target=ticks, args=(n, interval, out))
