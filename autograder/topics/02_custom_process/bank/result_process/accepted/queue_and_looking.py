"""A queue; looks in turns at the queue and at the process."""

import multiprocessing
import pickle
import queue
import time


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.answers = multiprocessing.Queue()
        self.answer = None

    def run(self):
        try:
            answer = (True, self.func(*self.args))
        except Exception as error:
            answer = (False, error)
        try:
            data = pickle.dumps(answer)
            pickle.loads(data)
        except Exception as trouble:
            text = f"{type(answer[1]).__name__} cannot be sent ({trouble})"
            data = pickle.dumps((False, RuntimeError(text)))
        self.answers.put(data)

    def result(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while self.answer is None:
            dead = not self.is_alive()
            try:
                self.answer = pickle.loads(self.answers.get(timeout=0.05))
            except queue.Empty:
                if dead:
                    self.answer = (False, ChildProcessError(f"exit code {self.exitcode}"))
                elif end is not None and time.monotonic() >= end:
                    raise TimeoutError("not yet") from None
        self.join()
        fine, what = self.answer
        if not fine:
            raise what
        return what
