"""As Hint 2 says, the pipe made in start, wait on reader and sentinel, the answer kept on self."""

import multiprocessing
import pickle
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.answer = None

    def start(self):
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        super().start()
        self.writer.close()

    def run(self):
        try:
            answer = ("returned", self.func(*self.args))
        except Exception as error:
            answer = ("raised", error)
        try:
            pickle.loads(pickle.dumps(answer))
        except Exception as trouble:
            name = type(answer[1]).__name__
            answer = ("raised", RuntimeError(f"{name} can't be sent: {trouble}"))
        self.writer.send(answer)

    def result(self, timeout=None):
        if self.answer is None:
            if not wait([self.reader, self.sentinel], timeout):
                raise TimeoutError(f"no answer after {timeout} s")
            answer = None
            if self.reader.poll():
                try:
                    answer = self.reader.recv()
                except (EOFError, OSError):
                    pass
            self.join()
            if answer is None:
                error = ChildProcessError(f"gone without an answer, exit code {self.exitcode}")
                answer = ("raised", error)
            self.answer = answer
        how, what = self.answer
        if how == "raised":
            raise what
        return what
