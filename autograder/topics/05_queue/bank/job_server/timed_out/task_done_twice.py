"""task_done in the except, and once more behind it.

Misconception: task-done-too-often
"""

import multiprocessing
import pickle


def work(jobs, results):
    while (job := jobs.get()) is not None:
        try:
            number, func, args = pickle.loads(job)
            outcome = pickle.dumps((number, ("ok", func(*args))))
        except (Exception, SystemExit) as error:
            outcome = pickle.dumps((number, ("failed", f"{type(error).__name__}: {error}")))
            jobs.task_done()
        results.put(outcome)
        jobs.task_done()
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
        for _ in self.team:
            self.jobs.put(None)
        for process in self.team:
            process.join()
