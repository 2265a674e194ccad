"""A thread of the parent receives while anybody may wait."""

import multiprocessing
import pickle
import threading
from multiprocessing.connection import wait


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.args = args
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)

    def run(self):
        try:
            answer = ["return", self.func(*self.args)]
        except Exception as error:
            answer = ["raise", error]
        try:
            pickle.loads(pickle.dumps(answer))
        except Exception:
            name = type(answer[1]).__name__
            answer = ["raise", RuntimeError("a " + name + " can't be sent")]
        self.writer.send(answer)

    def start(self):
        super().start()
        self.writer.close()
        self.answer = ["raise", ChildProcessError("gone without an answer")]
        self.receiver = threading.Thread(target=self.receive, daemon=True)
        self.receiver.start()

    def receive(self):
        wait([self.reader, self.sentinel])
        if self.reader.poll():
            try:
                self.answer = self.reader.recv()
            except EOFError:
                pass

    def result(self, timeout=None):
        self.receiver.join(timeout)
        if self.receiver.is_alive():
            raise TimeoutError("no answer yet")
        self.join()
        how, what = self.answer
        if how == "raise":
            raise what
        return what
