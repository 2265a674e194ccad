"""A SimpleQueue; the sentinel tells the end."""

import multiprocessing
import multiprocessing.connection
import pickle


class ResultProcess(multiprocessing.Process):
    def __init__(self, func, args=()):
        super().__init__()
        self.func = func
        self.arguments = args
        self.box = multiprocessing.SimpleQueue()
        self.kept = []

    def run(self):
        ok, what = True, None
        try:
            what = self.func(*self.arguments)
        except Exception as error:
            ok, what = False, error
        if not self.travels(what):
            ok, what = False, RuntimeError(f"{type(what).__name__}: {what}")
        self.box.put((ok, what))

    @staticmethod
    def travels(what):
        try:
            pickle.loads(pickle.dumps(what))
        except Exception:
            return False
        return True

    def result(self, timeout=None):
        if not self.kept:
            things = [self.box._reader, self.sentinel]
            if not multiprocessing.connection.wait(things, timeout):
                raise TimeoutError(f"{self.name} needs more than {timeout} s")
            if self.box.empty():
                self.kept.append((False, ChildProcessError(f"{self.name} is dead")))
            else:
                self.kept.append(self.box.get())
            self.join()
        ok, what = self.kept[0]
        if ok:
            return what
        raise what
