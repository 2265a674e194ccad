"""Takes None for: not asked yet.

Misconception: empty-value-is-a-value
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
            answer = (self.func(*self.args), None)
        except Exception as error:
            answer = (None, error)
        try:
            packed = pickle.dumps(answer)
            pickle.loads(packed)
        except Exception:
            name = type((answer[1] or answer[0])).__name__
            packed = pickle.dumps((None, RuntimeError(f"{name} can't be sent")))
        self.writer.send_bytes(packed)

    def result(self, timeout=None):
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            if not self.reader.poll() and self.exitcode:
                raise ChildProcessError("died without an answer")
            self.answer, error = pickle.loads(self.reader.recv_bytes())
            self.join()
            if error is not None:
                self.answer = error
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
