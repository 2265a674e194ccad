"""Looks at the exit code before it receives.

Misconception: exit-code-zero-is-no-answer
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
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        try:
            packed = pickle.dumps(answer)
            pickle.loads(packed)
        except Exception:
            name = type(answer[1]).__name__
            packed = pickle.dumps(("raised", RuntimeError(f"{name} can't be sent")))
        self.writer.send_bytes(packed)

    def result(self, timeout=None):
        if self.answer is None:
            ready = wait([self.reader, self.sentinel], timeout)
            if not ready:
                raise TimeoutError(f"no answer after {timeout} seconds")
            if self.sentinel in ready:
                self.join()
            if self.exitcode:
                self.answer = ("raised", ChildProcessError(f"exit code {self.exitcode}"))
            else:
                self.answer = pickle.loads(self.reader.recv_bytes())
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
