"""Cleanup stands behind the loop, so it is not called when step raises.

Misconception: cleanup-without-finally
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
        while not self.stopped.is_set():
            self.step()
            self.stopped.wait(self.interval)
        self.cleanup()

    def stop(self):
        self.stopped.set()
