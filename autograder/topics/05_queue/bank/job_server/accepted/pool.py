"""A pool does it; what may go wrong in a job is caught in the worker."""

import multiprocessing
import pickle


def attempt(job):
    func, args = pickle.loads(job)
    try:
        return pickle.dumps(("ok", func(*args)))
    except (Exception, SystemExit) as error:
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}"))


class JobServer:
    def __init__(self, workers=2):
        self.pool = multiprocessing.Pool(workers)
        self.handles = []
        self.told = 0

    def submit(self, func, *args):
        job = pickle.dumps((func, args))
        self.handles.append(self.pool.apply_async(attempt, (job,)))
        return len(self.handles) - 1

    def wait_all(self):
        news = {}
        while self.told < len(self.handles):
            news[self.told] = pickle.loads(self.handles[self.told].get())
            self.told += 1
        return news

    def close(self):
        self.pool.close()
        self.pool.join()
