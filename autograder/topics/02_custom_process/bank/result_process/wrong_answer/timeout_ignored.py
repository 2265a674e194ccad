"""Never looks at the timeout.

Misconception: timeout-not-passed-on
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
            if not wait([self.reader, self.sentinel]):
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
