"""Closes the writing end in an extended start; the sentinel is asked as well."""

import multiprocessing
import pickle
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func, self.args = func, args
        self.here, self.there = multiprocessing.Pipe(duplex=False)
        self.done = False
        self.value = self.error = None

    def start(self):
        super().start()
        self.there.close()

    def run(self):
        value = error = None
        try:
            value = self.func(*self.args)
            pickle.loads(pickle.dumps(value))
        except Exception as caught:
            error = caught
            name = type(caught if value is None else value).__name__
            try:
                if value is not None:
                    raise TypeError("the value can't travel")
                pickle.loads(pickle.dumps(error))
            except Exception:
                error = RuntimeError(f"{name} can't travel: {caught}")
            value = None
        self.there.send((value, error))

    def result(self, timeout=None):
        if not self.done:
            if not wait([self.here, self.sentinel], timeout):
                raise TimeoutError
            try:
                if not self.here.poll():
                    raise EOFError
                self.value, self.error = self.here.recv()
            except EOFError:
                self.error = ChildProcessError(f"{self.name} is gone")
            self.done = True
            self.join()
        if self.error is not None:
            raise self.error
        return self.value
