"""A thread with an Event of threads: all of it in the parent.

Misconception: thread-in-disguise
"""

import threading


class Stoppable(threading.Thread):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = threading.Event()

    def run(self):
        try:
            while not self.stopped.is_set():
                self.step()
                self.stopped.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
