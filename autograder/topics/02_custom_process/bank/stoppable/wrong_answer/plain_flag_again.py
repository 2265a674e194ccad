"""A plain attribute as flag, which stop sets in the parent's copy only.

Misconception: flag-is-copied
"""

import multiprocessing
import time


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = False

    def run(self):
        try:
            while not self.stopped:
                self.step()
                time.sleep(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped = True
