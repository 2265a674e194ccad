"""Whatever is an exception is raised.

Misconception: value-taken-for-a-failure
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
        try:
            answer = self.func(*self.args)
        except Exception as error:
            answer = error
        try:
            packed = pickle.dumps(answer)
            pickle.loads(packed)
        except Exception:
            name = type(answer).__name__
            packed = pickle.dumps(RuntimeError(f"{name} can't be sent"))
        self.writer.send_bytes(packed)

    def result(self, timeout=None):
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            if self.reader.poll():
                self.answer = [pickle.loads(self.reader.recv_bytes())]
            else:
                self.answer = [ChildProcessError("died without an answer")]
            self.join()
        (what,) = self.answer
        if isinstance(what, Exception):
            raise what
        return what
