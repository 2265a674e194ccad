"""Sends whatever there is.

Misconception: cannot-be-packed
"""

import multiprocessing
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.answer = None

    def run(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        self.writer.send(answer)

    def result(self, timeout=None):
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            if self.reader.poll():
                self.answer = self.reader.recv()
            else:
                self.answer = ("raised", ChildProcessError("died without an answer"))
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
