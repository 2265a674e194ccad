"""Sleeps a twentieth of a second and looks.

Misconception: looks-instead-of-waiting
"""

import multiprocessing
import time


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
                self.step()
                end = time.monotonic() + self.interval
                while time.monotonic() < end and not self.stopped.is_set():
                    time.sleep(0.05)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
