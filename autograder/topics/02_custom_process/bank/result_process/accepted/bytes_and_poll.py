"""Packs the answer itself and sends bytes; the parent only polls the pipe, whose end is the sign of a death."""

import multiprocessing
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.call = (func, tuple(args))
        self.packed = None
        self.dead = False

    def start(self):
        self.reader, self.writer = multiprocessing.Pipe(False)
        super().start()
        self.writer.close()

    @staticmethod
    def pack(good, what):
        try:
            packed = pickle.dumps((good, what))
            pickle.loads(packed)
            return packed
        except Exception as trouble:
            text = f"{type(what).__qualname__} does not travel ({type(trouble).__name__})"
            return pickle.dumps((False, RuntimeError(text)))

    def run(self):
        func, args = self.call
        try:
            good, what = True, func(*args)
        except Exception as error:
            good, what = False, error
        self.writer.send_bytes(self.pack(good, what))
        self.writer.close()

    def result(self, timeout=None):
        if self.packed is None and not self.dead:
            if not self.reader.poll(timeout):
                raise TimeoutError("not yet")
            try:
                self.packed = self.reader.recv_bytes()
            except (EOFError, OSError):
                self.dead = True
        self.join()
        if self.dead:
            raise ChildProcessError(self.exitcode)
        good, what = pickle.loads(self.packed)
        if not good:
            raise what
        return what
