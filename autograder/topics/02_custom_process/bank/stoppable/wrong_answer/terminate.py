"""Ends the process by terminate.

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
        try:
            while True:
                self.step()
                time.sleep(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        if self.is_alive():
            self.terminate()
