"""Sends the exception home and lets it end the process as well."""

import io
import multiprocessing
import multiprocessing.connection
import pickle


class ResultProcess(multiprocessing.Process):
    """Sends b"V" and a value, or b"E" and an exception."""

    def __init__(self, func, args=()):
        super().__init__(name=f"asked for {func.__name__}", args=args)
        self.func = func
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.letter = b""

    def run(self):
        try:
            value = self.func(*self._args)
        except Exception as error:
            self.send(b"E", error)
            raise
        self.send(b"V", value)

    def send(self, kind, what):
        try:
            content = pickle.dumps(what)
            pickle.load(io.BytesIO(content))
        except Exception as error:
            kind = b"E"
            content = pickle.dumps(RuntimeError(f"{type(what)}: {error}"))
        self.writer.send_bytes(kind + content)

    def result(self, timeout=None):
        if not self.letter:
            things = (self.reader, self.sentinel)
            if not multiprocessing.connection.wait(things, timeout):
                raise TimeoutError(timeout)
            if self.reader.poll():
                self.letter = self.reader.recv_bytes()
            else:
                self.letter = b"E" + pickle.dumps(ChildProcessError("nothing came"))
            self.join()
        what = pickle.loads(self.letter[1:])
        if self.letter[:1] == b"E":
            raise what
        return what
