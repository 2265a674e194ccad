"""A queue, which loses in silence what can't be packed.

Misconception: cannot-be-packed
"""

import multiprocessing
from queue import Empty


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.queue = multiprocessing.Queue()
        self.answer = None

    def run(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        self.queue.put(answer)

    def result(self, timeout=None):
        if self.answer is None:
            try:
                self.answer = self.queue.get(timeout=timeout)
            except Empty:
                raise TimeoutError from None
            self.join()
        how, what = self.answer
        if how == "raised":
            raise what
        return what
