"""The one who stops cleans up.

Misconception: cleanup-in-the-parent
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

    def stop(self):
        self.stopped.set()
        self.cleanup()
