"""Pauses, makes a step, and then looks.

Misconception: one-step-too-many
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
            self.step()
            while not self.stopped.is_set():
                self.stopped.wait(self.interval)
                self.step()
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
