"""close sets an event, and workers look at it after each job.

Misconception: close-abandons-jobs
"""

import multiprocessing
import pickle
from queue import Empty


def work(jobs, results, stop):
    while not stop.is_set():
        try:
            number, func, args = jobs.get(timeout=0.05)
        except Empty:
            continue
        try:
            value = func(*args)
            pickle.dumps(value)
            results.put((number, ("ok", value)))
        except (Exception, SystemExit) as e:
            results.put((number, ("failed", f"{type(e).__name__}: {e}")))
        jobs.task_done()


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.stop = multiprocessing.Event()
        self.count = self.open = 0
        self.workers = []
        for _ in range(workers):
            w = multiprocessing.Process(target=work, args=(self.jobs, self.results, self.stop))
            w.start()
            self.workers.append(w)

    def submit(self, func, *args):
        if self.stop.is_set():
            raise ValueError("closed")
        pickle.dumps((func, args))
        self.jobs.put((self.count, func, args))
        self.count += 1
        self.open += 1
        return self.count - 1

    def wait_all(self):
        outcomes = dict(self.results.get() for _ in range(self.open))
        self.open = 0
        return outcomes

    def close(self):
        self.stop.set()
        while any(w.is_alive() for w in self.workers):
            try:
                self.results.get(timeout=0.05)
            except Empty:
                pass
        for w in self.workers:
            w.join()
