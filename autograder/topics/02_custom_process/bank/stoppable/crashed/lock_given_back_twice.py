"""Holds a lock until it is stopped, and gives it back at every stop.

Misconception: stop-works-once-only
"""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.going_on = multiprocessing.Lock()
        self.going_on.acquire()

    def run(self):
        try:
            pause = 0
            while not self.going_on.acquire(timeout=pause):
                self.step()
                pause = self.interval
        finally:
            self.cleanup()

    def stop(self):
        self.going_on.release()
