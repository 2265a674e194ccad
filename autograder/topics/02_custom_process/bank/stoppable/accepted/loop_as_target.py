"""The loop is a function of the module; stop belongs to the class."""

import multiprocessing


def over_and_over(step, cleanup, interval, stopped):
    try:
        while not stopped.is_set():
            step()
            stopped.wait(interval)
    finally:
        cleanup()


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        self.stopped = multiprocessing.Event()
        super().__init__(target=over_and_over, args=(step, cleanup, interval, self.stopped))

    def stop(self):
        self.stopped.set()
