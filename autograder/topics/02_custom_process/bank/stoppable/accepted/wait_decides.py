"""While True, the return value of wait ends the loop, contextlib calls the cleanup."""

import contextlib
import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.bell = multiprocessing.Event()
        self.work = (step, cleanup, interval)

    def run(self):
        step, cleanup, interval = self.work
        with contextlib.ExitStack() as stack:
            stack.callback(cleanup)
            if self.bell.is_set():
                return
            while True:
                step()
                if self.bell.wait(timeout=interval):
                    break

    def stop(self):
        if not self.bell.is_set():
            self.bell.set()
