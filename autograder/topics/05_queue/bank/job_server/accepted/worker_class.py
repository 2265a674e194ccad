"""Workers of a class of their own; results are drained before they are joined."""

import multiprocessing
import pickle


class Worker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs, self.results = jobs, results

    def run(self):
        more = True
        while more:
            more = self.one_job()
            self.jobs.task_done()

    def one_job(self):
        job = self.jobs.get()
        if job == "stop":
            return False
        number, func, args = job
        try:
            how, what = "ok", func(*args)
            pickle.dumps(what)
        except BaseException as error:
            how, what = "failed", f"{error.__class__.__name__}: {error}"
        self.results.put((number, (how, what)))
        return True


class JobServer:
    def __init__(self, workers=2):
        self.jobs = multiprocessing.JoinableQueue()
        self.results = multiprocessing.Queue()
        self.pending = set()
        self.total = 0
        self.team = [Worker(self.jobs, self.results) for _ in range(workers)]
        for w in self.team:
            w.start()

    def submit(self, func, *args):
        if self.team is None:
            raise ValueError("this server is closed")
        pickle.dumps([func, args])
        number, self.total = self.total, self.total + 1
        self.pending.add(number)
        self.jobs.put((number, func, args))
        return number

    def wait_all(self):
        self.jobs.join()
        outcomes = {}
        while self.pending:
            number, outcome = self.results.get()
            self.pending.remove(number)
            outcomes[number] = outcome
        return outcomes

    def close(self):
        team, self.team = self.team, None
        for _ in team or ():
            self.jobs.put("stop")
        while self.pending:
            self.pending.remove(self.results.get()[0])
        for w in team or ():
            w.join()
