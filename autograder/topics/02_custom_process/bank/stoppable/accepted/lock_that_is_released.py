"""A semaphore in the place of the event: acquire with a timeout."""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        multiprocessing.Process.__init__(self)
        self._step, self._cleanup, self._pause = step, cleanup, interval
        self._over = multiprocessing.Semaphore(0)

    def run(self):
        try:
            stopped = self._over.acquire(block=False)
            while not stopped:
                self._step()
                stopped = self._over.acquire(timeout=self._pause)
        finally:
            self._cleanup()

    def stop(self):
        self._over.release()
