"""Pauses before the first step.

Misconception: step-never-called
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
            while not self.stopped.wait(self.interval):
                self.step()
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
