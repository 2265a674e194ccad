"""No Event but a Semaphore that begins with 0; acquire with a timeout pauses, release stops."""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step, self.cleanup, self.interval = step, cleanup, interval
        self.stops = multiprocessing.Semaphore(0)

    def run(self):
        try:
            asked = self.stops.acquire(block=False)
            while not asked:
                self.step()
                asked = self.stops.acquire(timeout=self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stops.release()
