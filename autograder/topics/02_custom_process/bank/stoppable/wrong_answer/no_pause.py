"""Takes the interval for milliseconds.

Misconception: no-pause-between-steps
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
                self.step()
                self.stopped.wait(self.interval / 1000)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
