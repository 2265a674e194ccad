"""The pipe is made in __init__, the parent never closes its writing end, and only the pipe is asked: a death is never noticed.

Misconception: nobody-notices-the-death
"""

import multiprocessing
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.answer = None
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)

    def run(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        try:
            pickle.loads(pickle.dumps(answer))
        except Exception:
            answer = ("raised", RuntimeError(f"can't send {type(answer[1]).__name__}"))
        self.writer.send(answer)

    def result(self, timeout=None):
        if self.answer is None:
            if not self.reader.poll(timeout):
                raise TimeoutError
            try:
                self.answer = self.reader.recv()
            except (EOFError, OSError):
                self.answer = ("raised", ChildProcessError("gone"))
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
