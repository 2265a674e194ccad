"""I believe: after jobs.join() all outcomes are in the results queue, so I take until it is empty.

Misconception: empty-is-no-promise
"""
import multiprocessing
import pickle


def work(jobs, results):
    while True:
        message = jobs.get()
        if message is None:
            jobs.task_done()
            break
        number, func, args = pickle.loads(message)
        try:
            outcome = pickle.dumps(("ok", func(*args)))
        except (Exception, SystemExit) as error:
            outcome = pickle.dumps(("failed", f"{type(error).__name__}: {error}"))
        finally:
            results.put((number, outcome))
            jobs.task_done()


class JobServer:
    def __init__(self, workers=2):
        self.jobs, self.results = multiprocessing.JoinableQueue(), multiprocessing.Queue()
        self.team = [
            multiprocessing.Process(target=work, args=(self.jobs, self.results))
            for _ in range(workers)
        ]
        for process in self.team:
            process.start()
        self.next_number = 0
        self.closed = False

    def submit(self, func, *args):
        if self.closed:
            raise ValueError("closed")
        self.jobs.put(pickle.dumps((self.next_number, func, args)))
        self.next_number += 1
        return self.next_number - 1

    def wait_all(self):
        self.jobs.join()
        found = {}
        while not self.results.empty():
            number, outcome = self.results.get()
            found[number] = pickle.loads(outcome)
        return found

    def close(self):
        if not self.closed:
            self.closed = True
            self.wait_all()
            for _ in self.team:
                self.jobs.put(None)
            for process in self.team:
                process.join()
