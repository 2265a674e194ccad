"""Terminates, and cleans up for it.

Misconception: stopped-by-force
"""

import multiprocessing
import time


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval

    def run(self):
        while True:
            self.step()
            time.sleep(self.interval)

    def stop(self):
        self.terminate()
        self.cleanup()
