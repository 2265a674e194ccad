"""One event for the whole module.

Misconception: event-not-on-self
"""

import multiprocessing

stopped = multiprocessing.Event()


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval

    def run(self):
        try:
            while not stopped.is_set():
                self.step()
                stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        stopped.set()
