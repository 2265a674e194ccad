"""A Condition and a shared flag."""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.flag = multiprocessing.Value("b", 0)
        self.changed = multiprocessing.Condition()

    def run(self):
        try:
            while not self.flag.value:
                self.step()
                with self.changed:
                    self.changed.wait_for(lambda: self.flag.value, self.interval)
        finally:
            self.cleanup()

    def stop(self):
        with self.changed:
            self.flag.value = 1
            self.changed.notify_all()
