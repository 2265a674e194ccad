"""I believe: close needs only the end markers and the joins; nobody wants the outcomes any more.

Misconception: join-before-drain
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
        self.jobs.put(pickle.dumps((self.next_number, func, args)))
        self.next_number += 1
        self.open_jobs += 1
        return self.next_number - 1

    def wait_all(self):
        found = {}
        for _ in range(self.open_jobs):
            number, outcome = self.results.get()
            found[number] = pickle.loads(outcome)
        self.open_jobs = 0
        return found

    def close(self):
        if self.closed:
            return
        self.closed = True
        for _ in self.team:
            self.jobs.put(None)
        for process in self.team:
            process.join()
