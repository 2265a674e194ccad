"""No pipe at all; the child writes its packed answer into a file, the parent joins with a timeout and reads it."""

import multiprocessing
import os
import pickle
import tempfile


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        descriptor, self.path = tempfile.mkstemp(suffix=".answer")
        os.close(descriptor)
        self.answer = None

    def run(self):
        try:
            answer = (None, self.func(*self.args))
        except Exception as error:
            answer = (error, None)
        try:
            data = pickle.dumps(answer)
            pickle.loads(data)
        except Exception:
            culprit = answer[1] if answer[0] is None else answer[0]
            text = f"an object of class {type(culprit).__name__} can't be sent"
            data = pickle.dumps((RuntimeError(text), None))
        with open(self.path, "wb") as file:
            file.write(data)

    def result(self, timeout=None):
        if self.answer is None:
            self.join(timeout)
            if self.is_alive():
                raise TimeoutError
            try:
                with open(self.path, "rb") as file:
                    self.answer = pickle.load(file)
            except (EOFError, pickle.UnpicklingError):
                self.answer = (ChildProcessError(f"exit code {self.exitcode}"), None)
            os.remove(self.path)
        error, value = self.answer
        if error is not None:
            raise error
        return value
