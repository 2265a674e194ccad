import multiprocessing
import pickle


def work(jobs, results):
    for number, job in iter(jobs.get, None):
        try:
            func, args = pickle.loads(job)
            outcome = pickle.dumps(("ok", func(*args)))
        except (Exception, SystemExit) as error:
            outcome = pickle.dumps(("failed", f"{type(error).__name__}: {error}"))
        results.put((number, outcome))


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.Queue()
        self.results = multiprocessing.Queue()
        self.number = 0
        self.open_jobs = 0
        self.closed = False
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("this server is closed")
        job = pickle.dumps((func, args))  # raises here, not in the courier
        number = self.number
        self.jobs.put((number, job))
        self.number += 1
        self.open_jobs += 1
        return number

    def wait_all(self):
        found = {}
        while self.open_jobs:
            number, outcome = self.results.get()
            self.open_jobs -= 1
            found[number] = pickle.loads(outcome)
        return found

    def close(self):
        if self.closed:
            return
        self.closed = True
        self.wait_all()
        for _ in self.team:
            self.jobs.put(None)
        for process in self.team:
            process.join()
