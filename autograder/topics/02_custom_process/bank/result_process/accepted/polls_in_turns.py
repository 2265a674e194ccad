"""Looks at the pipe for a moment, then at the process, and so on."""

import multiprocessing as mp
import pickle
import time


class ResultProcess(mp.Process):
    def __init__(self, func, args=()):
        mp.Process.__init__(self)
        self.func, self.args = func, args
        self.receiving, self.sending = mp.Pipe(False)
        self.outcome = {}

    def run(self):
        try:
            outcome = {"value": self.func(*self.args)}
        except Exception as error:
            outcome = {"error": error}
        try:
            pickle.loads(pickle.dumps(outcome))
        except Exception as error:
            bad = next(iter(outcome.values()))
            outcome = {"error": RuntimeError(f"{bad!r} of {type(bad)}: {error}")}
        self.sending.send(outcome)

    def result(self, timeout=None):
        began = time.monotonic()
        while not self.outcome:
            alive = self.is_alive()
            if self.receiving.poll(0.02):
                self.outcome = self.receiving.recv()
            elif not alive:
                self.outcome = {"error": ChildProcessError("no answer, no process")}
            elif timeout is not None and time.monotonic() - began > timeout:
                raise TimeoutError
        self.join()
        if "error" in self.outcome:
            raise self.outcome["error"]
        return self.outcome["value"]
