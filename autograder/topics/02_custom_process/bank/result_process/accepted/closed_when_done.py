"""Closes the process object and both ends when the answer is there."""

import multiprocessing
import pickle
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.inlet, self.outlet = multiprocessing.Pipe(duplex=False)
        self.give = None

    def run(self):
        try:
            message = (self.func(*self.args), None)
        except Exception as error:
            message = (None, error)
        try:
            data = pickle.dumps(message)
            pickle.loads(data)
        except Exception:
            bad = message[0] if message[1] is None else message[1]
            data = pickle.dumps((None, RuntimeError("cannot send a " + type(bad).__name__)))
        with self.outlet:
            self.outlet.send_bytes(data)

    def result(self, timeout=None):
        if self.give is None:
            ready = wait([self.inlet, self.sentinel], timeout)
            if not ready:
                raise TimeoutError("come back later")
            if self.inlet.poll():
                self.give = pickle.loads(self.inlet.recv_bytes())
            else:
                self.give = (None, ChildProcessError("no answer"))
            self.join()
            self.close()
            self.inlet.close()
            self.outlet.close()
        value, error = self.give
        if error is not None:
            raise error
        return value
