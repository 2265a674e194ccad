"""Futures: the answer is kept in a concurrent.futures.Future."""

import multiprocessing
import multiprocessing.connection
import pickle
from concurrent.futures import Future


def packed(how, what):
    try:
        data = pickle.dumps((how, what))
        pickle.loads(data)
        return data
    except Exception as error:
        kind = type(what).__qualname__
        return pickle.dumps(("failed", RuntimeError(f"{kind} object can't be sent: {error!r}")))


def carry_out(writer, func, args):
    try:
        value = func(*args)
    except Exception as error:
        writer.send_bytes(packed("failed", error))
    else:
        writer.send_bytes(packed("done", value))


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        reader, writer = multiprocessing.Pipe(False)
        super().__init__(target=carry_out, args=(writer, func, args))
        self.writer = writer
        self.reader = reader

    def start(self):
        super().start()
        self.writer.close()
        self.future = Future()

    def result(self, timeout=None):
        if not self.future.done():
            ready = multiprocessing.connection.wait([self.sentinel, self.reader], timeout)
            if not ready:
                raise TimeoutError(timeout)
            if self.reader in ready or self.reader.poll(0):
                try:
                    how, what = pickle.loads(self.reader.recv_bytes())
                except EOFError:
                    how, what = "failed", ChildProcessError("end of file")
            else:
                how, what = "failed", ChildProcessError("ended")
            (self.future.set_result if how == "done" else self.future.set_exception)(what)
            self.join()
        return self.future.result()
