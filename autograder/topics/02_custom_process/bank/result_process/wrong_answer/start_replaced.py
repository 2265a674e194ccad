"""Works in start, in the parent: a large answer has no reader.

Misconception: start-replaced
"""

import multiprocessing
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.answer = None

    def start(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        try:
            packed = pickle.dumps(answer)
            pickle.loads(packed)
        except Exception:
            name = type(answer[1]).__name__
            packed = pickle.dumps(("raised", RuntimeError(f"{name} can't be sent")))
        self.writer.send_bytes(packed)

    def result(self, timeout=None):
        if self.answer is None:
            if not self.reader.poll(timeout):
                raise TimeoutError(f"no answer after {timeout} seconds")
            self.answer = pickle.loads(self.reader.recv_bytes())
        how, what = self.answer
        if how == "raised":
            raise what
        return what
