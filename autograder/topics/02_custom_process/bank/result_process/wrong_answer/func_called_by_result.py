"""result calls func itself.

Misconception: work-in-the-parent
"""

import multiprocessing


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args

    def run(self):
        self.func(*self.args)

    def result(self, timeout=None):
        self.join(timeout)
        if self.is_alive():
            raise TimeoutError
        return self.func(*self.args)
