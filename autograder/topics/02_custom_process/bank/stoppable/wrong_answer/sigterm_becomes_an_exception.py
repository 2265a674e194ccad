"""A handler makes SIGTERM an exit: in the middle of a step, too.

Misconception: stopped-by-force
"""

import multiprocessing
import signal
import sys
import time


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval

    def run(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            while True:
                self.step()
                time.sleep(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        if self.is_alive():
            self.terminate()
