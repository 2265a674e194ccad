"""I believe: a queue pickles what I put, so if it can't be pickled, put raises.

Misconception: pickled-after-put
"""
import multiprocessing


def work(jobs, results):
    for number, func, args in iter(jobs.get, None):
        try:
            outcome = ("ok", func(*args))
        except (Exception, SystemExit) as error:
            outcome = ("failed", f"{type(error).__name__}: {error}")
        try:
            results.put((number, outcome))
        except Exception as error:
            results.put((number, ("failed", repr(error))))


class JobServer:
    def __init__(self, workers=2):
        self.jobs, self.results = multiprocessing.Queue(), multiprocessing.Queue()
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()
        self.next_number = self.open_jobs = 0
        self.closed = False

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("closed")
        number = self.next_number
        self.jobs.put((number, func, args))
        self.next_number += 1
        self.open_jobs += 1
        return number

    def wait_all(self):
        found = dict(self.results.get() for _ in range(self.open_jobs))
        self.open_jobs = 0
        return found

    def close(self):
        if not self.closed:
            self.closed = True
            self.wait_all()
            for _ in self.team:
                self.jobs.put(None)
            for process in self.team:
                process.join()
