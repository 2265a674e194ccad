"""Believes that join returns what run has returned.

Misconception: what-run-returns-is-lost
"""

import multiprocessing


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args

    def run(self):
        return self.func(*self.args)

    def result(self, timeout=None):
        return self.join(timeout)
