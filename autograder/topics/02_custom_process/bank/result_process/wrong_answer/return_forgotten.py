"""Receives the value, and forgets to return it.

Misconception: nothing-comes-back
"""

import multiprocessing


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.value = None

    def run(self):
        self.writer.send(self.func(*self.args))

    def result(self, timeout=None):
        if not self.reader.poll(timeout):
            raise TimeoutError
        self.value = self.reader.recv()
        self.join()
