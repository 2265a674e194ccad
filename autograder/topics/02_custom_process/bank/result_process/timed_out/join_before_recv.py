"""Joins first and receives afterwards, a deadlock with a large answer (with a timeout: a TimeoutError though all is well).

Misconception: joined-before-reading
"""

import multiprocessing
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.answer = None

    def start(self):
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        super().start()
        self.writer.close()

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
            self.join(timeout)
            if self.is_alive():
                raise TimeoutError
            try:
                self.answer = self.reader.recv()
            except (EOFError, OSError):
                self.answer = ("raised", ChildProcessError("gone"))
        how, what = self.answer
        if how == "raised":
            raise what
        return what
