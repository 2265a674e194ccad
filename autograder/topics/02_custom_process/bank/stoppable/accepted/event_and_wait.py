"""As Hint 2 says, while not is_set, wait in the pause, cleanup in finally."""

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
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
