"""Keeps the value on self.

Misconception: attributes-stay-in-the-child
"""

import multiprocessing


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.value = None
        self.error = None

    def run(self):
        try:
            self.value = self.func(*self.args)
        except Exception as error:
            self.error = error

    def result(self, timeout=None):
        self.join(timeout)
        if self.exitcode is None:
            raise TimeoutError
        if self.error:
            raise self.error
        return self.value
