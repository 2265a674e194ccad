"""A return in finally swallows the exception.

Misconception: exception-swallowed
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
                self.stopped.wait(self.interval)
        except Exception as error:
            print(error)
        self.cleanup()

    def stop(self):
        self.stopped.set()
