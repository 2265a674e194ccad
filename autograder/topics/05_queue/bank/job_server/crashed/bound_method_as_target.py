"""The worker is a method of the server.

Misconception: worker-carries-the-server
"""

import multiprocessing
import pickle


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.count = 0
        self.open = 0
        self.workers = [multiprocessing.Process(target=self.work) for _ in range(workers)]
        for w in self.workers:
            w.start()

    def work(self):
        while True:
            job = self.jobs.get()
            if job is None:
                self.jobs.task_done()
                return
            number, func, args = job
            try:
                value = func(*args)
                pickle.dumps(value)
                self.results.put((number, ("ok", value)))
            except (Exception, SystemExit) as e:
                self.results.put((number, ("failed", f"{type(e).__name__}: {e}")))
            self.jobs.task_done()

    def submit(self, func, *args):
        pickle.dumps((func, args))
        if not self.workers:
            raise ValueError("closed")
        self.jobs.put((self.count, func, args))
        self.count += 1
        self.open += 1
        return self.count - 1

    def wait_all(self):
        self.jobs.join()
        outcomes = {}
        for _ in range(self.open):
            number, outcome = self.results.get()
            outcomes[number] = outcome
        self.open = 0
        return outcomes

    def close(self):
        self.wait_all()
        for _ in self.workers:
            self.jobs.put(None)
        for w in self.workers:
            w.join()
        self.workers = []
