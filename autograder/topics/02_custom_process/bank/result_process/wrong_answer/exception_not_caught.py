"""Doesn't catch what func raises.

Misconception: exception-ends-the-child
"""

import multiprocessing
import pickle
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.answer = None

    def run(self):
        self.writer.send_bytes(pickle.dumps(("returned", self.func(*self.args))))

    def result(self, timeout=None):
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            if self.reader.poll():
                self.answer = pickle.loads(self.reader.recv_bytes())
            else:
                self.answer = ("raised", ChildProcessError("died without an answer"))
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
