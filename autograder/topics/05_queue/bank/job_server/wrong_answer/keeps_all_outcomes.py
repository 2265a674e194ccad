"""I believe: wait_all tells of all jobs, so I keep one dict of outcomes and return it.

Misconception: old-outcomes-again
"""
import multiprocessing
import pickle


def work(jobs, results):
    for message in iter(jobs.get, None):
        number, func, args = pickle.loads(message)
        try:
            outcome = pickle.dumps(("ok", func(*args)))
        except (Exception, SystemExit) as error:
            outcome = pickle.dumps(("failed", f"{type(error).__name__}: {error}"))
        results.put((number, outcome))


class JobServer:
    def __init__(self, workers=2):
        self.jobs, self.results = multiprocessing.Queue(), multiprocessing.Queue()
        self.outcomes = {}
        self.submitted = 0
        self.closed = False
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("closed")
        self.jobs.put(pickle.dumps((self.submitted, func, args)))
        self.submitted += 1
        return self.submitted - 1

    def wait_all(self):
        while len(self.outcomes) < self.submitted:
            number, outcome = self.results.get()
            self.outcomes[number] = pickle.loads(outcome)
        return self.outcomes

    def close(self):
        if not self.closed:
            self.closed = True
            self.wait_all()
            for _ in self.team:
                self.jobs.put(None)
            for process in self.team:
                process.join()
