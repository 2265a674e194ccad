"""Has a name of its own, is a daemon, and current_process tells the pid."""

import multiprocessing
import time


class Ticker(multiprocessing.Process):
    """Puts (0, pid), (1, pid), ... into a queue."""

    def __init__(self, n, interval, out):
        super().__init__(name="the ticker", daemon=True)
        self.numbers = range(n)
        self.interval = interval
        self.out = out

    def run(self):
        pid = multiprocessing.current_process().pid
        pause = 0
        for i in self.numbers:
            time.sleep(pause)
            self.out.put((i, pid))
            pause = self.interval
