"""Closes its mouth: the other end hears the end of the file."""

import multiprocessing
from multiprocessing.connection import wait


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step, self.cleanup, self.interval = step, cleanup, interval
        self.parents_end, self.childs_end = multiprocessing.Pipe()

    def run(self):
        try:
            self.work()
        except BaseException:
            self.cleanup()
            raise
        else:
            self.cleanup()

    def work(self):
        while not wait([self.childs_end], 0):
            self.step()
            wait([self.childs_end], self.interval)

    def stop(self):
        self.parents_end.send_bytes(b"stop")
