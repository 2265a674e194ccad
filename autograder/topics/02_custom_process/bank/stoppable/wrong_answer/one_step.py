"""Makes one step and waits.

Misconception: one-step-only
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
            self.stopped.wait()
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
