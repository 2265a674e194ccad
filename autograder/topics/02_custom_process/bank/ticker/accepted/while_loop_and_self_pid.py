"""A while loop with a counter, the pid asked from the process object, in run."""

import multiprocessing
import time


class Ticker(multiprocessing.Process):
    def __init__(self, n, interval, out):
        multiprocessing.Process.__init__(self)
        self.how_many, self.pause, self.queue = n, interval, out

    def run(self):
        me = multiprocessing.current_process().pid
        done = 0
        while done < self.how_many:
            self.queue.put((done, me))
            done += 1
            if done < self.how_many:
                time.sleep(self.pause)
