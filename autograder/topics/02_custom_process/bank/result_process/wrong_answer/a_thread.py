"""A thread keeps the value on self, which works, in a thread.

Misconception: thread-in-disguise
"""

import threading


class ResultProcess(threading.Thread):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.value = self.error = None

    def run(self):
        try:
            self.value = self.func(*self.args)
        except Exception as error:
            self.error = error

    def result(self, timeout=None):
        self.join(timeout)
        if self.is_alive():
            raise TimeoutError
        if self.error is not None:
            raise self.error
        return self.value
