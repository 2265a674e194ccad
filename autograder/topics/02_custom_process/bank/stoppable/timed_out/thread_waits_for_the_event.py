"""In the child a thread waits for the event: after an exception it dies waiting.

Misconception: dead-waiter-blocks-stop
"""

import multiprocessing
import threading


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__(daemon=True)
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.stopped = multiprocessing.Event()

    def run(self):
        inside = threading.Event()

        def listen():
            self.stopped.wait()
            inside.set()

        threading.Thread(target=listen, daemon=True).start()
        try:
            while not self.stopped.is_set():
                self.step()
                inside.wait(self.interval)
        finally:
            self.cleanup()

    def stop(self):
        self.stopped.set()
