"""The pause itself is the condition of the loop."""

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
            if self.stopped.is_set():
                return
            self.step()
            while not self.stopped.wait(timeout=self.interval):
                self.step()
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
