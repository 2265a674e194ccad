"""A thread takes outcomes out all the time; wait_all waits for the queue of jobs."""

import multiprocessing
import pickle
import threading


def work(jobs, results):
    while True:
        job = jobs.get()
        if job is None:
            jobs.task_done()
            break
        number, func, args = job
        try:
            value = func(*args)
            pickle.dumps(value)
            outcome = ("ok", value)
        except (Exception, SystemExit) as error:
            outcome = ("failed", f"{type(error).__name__}: {error}")
        finally:
            results.put((number, outcome))
            jobs.task_done()


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.found = {}
        self.arrived = threading.Condition()
        self.numbers = iter(range(10**9))
        self.expected = 0
        self.closed = False
        self.workers = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for worker in self.workers:
            worker.start()
        self.receiver = threading.Thread(target=self._receive)
        self.receiver.start()

    def _receive(self):
        for number, outcome in iter(self.results.get, None):
            with self.arrived:
                self.found[number] = outcome
                self.arrived.notify_all()

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("no more jobs")
        pickle.dumps((func, args))
        number = next(self.numbers)
        self.expected += 1
        self.jobs.put((number, func, args))
        return number

    def wait_all(self):
        self.jobs.join()
        with self.arrived:
            self.arrived.wait_for(lambda: len(self.found) == self.expected)
            outcomes, self.found, self.expected = self.found, {}, 0
        return outcomes

    def close(self):
        if not self.closed:
            self.closed = True
            for _ in self.workers:
                self.jobs.put(None)
            for worker in self.workers:
                worker.join()
            self.results.put(None)
            self.receiver.join()
