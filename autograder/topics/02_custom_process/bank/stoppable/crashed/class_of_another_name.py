"""Calls the class as it likes.

Misconception: class-not-there
"""

import multiprocessing


class StoppableProcess(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = multiprocessing.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                self.step()
                self.stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
