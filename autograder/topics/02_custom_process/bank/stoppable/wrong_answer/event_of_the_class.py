"""One event for the whole class.

Misconception: event-not-on-self
"""

import multiprocessing


class Stoppable(multiprocessing.Process):
    stopped = multiprocessing.Event()

    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval

    def run(self):
        try:
            while not self.stopped.is_set():
                self.step()
                self.stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
