"""An Event, but time.sleep in the pause, so that stop is noticed when the pause is over.

Misconception: sleeps-through-stop
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
                time.sleep(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
