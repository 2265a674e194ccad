"""A while loop; in the child self.pid is its own."""

import multiprocessing as mp
from time import sleep


class Ticker(mp.Process):
    def __init__(self, n, interval, out):
        mp.Process.__init__(self)
        self.how_many = n
        self.pause = interval
        self.queue = out

    def run(self):
        i = 0
        while i < self.how_many:
            self.queue.put((i, self.pid))
            i += 1
            if i < self.how_many:
                sleep(self.pause)
