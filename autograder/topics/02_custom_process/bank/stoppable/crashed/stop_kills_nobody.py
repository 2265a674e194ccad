"""Sends SIGTERM to itself, and has no pid before start.

Misconception: stopped-by-force
"""

import multiprocessing
import os
import signal
import threading


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval

    def run(self):
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        try:
            while not stopped.is_set():
                self.step()
                stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        os.kill(self.pid, signal.SIGTERM)
