"""contextlib sees to the cleanup; a queue says stop."""

import contextlib
import multiprocessing
import queue


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.work = step
        self.tidy_up = cleanup
        self.seconds = interval
        self.orders = multiprocessing.Queue()
        self.orders.cancel_join_thread()

    def run(self):
        with contextlib.ExitStack() as stack:
            stack.callback(self.tidy_up)
            while not self.told_to_stop(0.01):
                self.work()
                if self.told_to_stop(self.seconds):
                    break

    def told_to_stop(self, seconds):
        try:
            self.orders.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def stop(self):
        self.orders.put("stop")
