"""Joins before it gets from a queue.

Misconception: joined-before-reading
"""

import multiprocessing
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.queue = multiprocessing.Queue()
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
        self.queue.put(packed)

    def result(self, timeout=None):
        self.join(timeout)
        if self.is_alive():
            raise TimeoutError(f"no answer after {timeout} seconds")
        if self.answer is None:
            if self.exitcode == 0:
                self.answer = pickle.loads(self.queue.get())
            else:
                self.answer = ("raised", ChildProcessError("died without an answer"))
        how, what = self.answer
        if how == "raised":
            raise what
        return what
