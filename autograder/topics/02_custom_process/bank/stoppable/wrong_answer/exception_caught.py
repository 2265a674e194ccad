"""Prints the exception and goes on.

Misconception: exception-swallowed
"""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = multiprocessing.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                try:
                    self.step()
                except Exception as error:
                    print("step failed:", error)
                self.stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
