"""Makes a step first and looks at the event afterwards.

Misconception: one-step-too-many
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
            while True:
                self.step()
                if self.stopped.wait(self.interval):
                    break
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
