"""I believe: I count the job first, then I can't forget it.

Misconception: pickled-after-put
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
        self.submitted = 0
        self.collected = 0
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
        number = self.submitted
        self.submitted += 1
        self.jobs.put(pickle.dumps((number, func, args)))
        return number

    def wait_all(self):
        found = {}
        while self.collected < self.submitted:
            number, outcome = self.results.get()
            found[number] = pickle.loads(outcome)
            self.collected += 1
        return found

    def close(self):
        if not self.closed:
            self.closed = True
            self.wait_all()
            for _ in self.team:
                self.jobs.put(None)
            for process in self.team:
                process.join()
