"""Nobody catches what a job raises.

Misconception: task-done-forgotten
"""

import multiprocessing
import pickle


def work(jobs, results):
    while (job := jobs.get()) is not None:
        number, func, args = pickle.loads(job)
        results.put(pickle.dumps((number, ("ok", func(*args)))))
        jobs.task_done()


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.submitted = 0
        self.waiting = 0
        self.closed = False
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("the server is closed")
        number = self.submitted
        self.jobs.put(pickle.dumps((number, func, args)))
        self.submitted += 1
        self.waiting += 1
        return number

    def wait_all(self):
        self.jobs.join()
        outcomes = dict(pickle.loads(self.results.get()) for _ in range(self.waiting))
        self.waiting = 0
        return outcomes

    def close(self):
        if self.closed:
            return
        self.closed = True
        self.wait_all()
        for _ in self.team:
            self.jobs.put(None)
        for process in self.team:
            process.join()
