"""Sends the bare value or exception and raises whatever is an Exception, also one that func has returned.

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
        self.has_answer = False

    def start(self):
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        super().start()
        self.writer.close()

    def run(self):
        try:
            answer = self.func(*self.args)
        except Exception as error:
            answer = error
        try:
            pickle.loads(pickle.dumps(answer))
        except Exception:
            answer = RuntimeError(f"can't send {type(answer).__name__}")
        self.writer.send(answer)

    def result(self, timeout=None):
        if not self.has_answer:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError
            try:
                if not self.reader.poll():
                    raise EOFError
                self.answer = self.reader.recv()
            except (EOFError, OSError):
                self.answer = ChildProcessError("gone")
            self.join()
            self.has_answer = True
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
