import multiprocessing
import pickle


def work(jobs, outcomes):
    while True:
        message = jobs.get()
        if message is None:
            jobs.task_done()
            return
        number, parcel = message
        try:
            func, args = pickle.loads(parcel)
            value = func(*args)
            answer = pickle.dumps(("ok", value))
        except (Exception, SystemExit) as error:
            answer = pickle.dumps(("failed", type(error).__name__ + ": " + str(error)))
        finally:
            outcomes[number] = answer
            jobs.task_done()


class JobServer:
    def __init__(self, workers=2):
        # I like managers: what is in them is really there when the call returns
        self.manager = multiprocessing.Manager()
        self.jobs = self.manager.JoinableQueue()
        self.outcomes = self.manager.dict()
        self.count = 0
        self.team = []
        for _ in range(workers):
            p = multiprocessing.Process(target=work, args=(self.jobs, self.outcomes))
            p.start()
            self.team.append(p)
        self.is_open = True

    def submit(self, func, *args):
        if not self.is_open:
            raise ValueError("the server is closed")
        parcel = pickle.dumps((func, args))
        number = self.count
        self.count = self.count + 1
        self.jobs.put((number, parcel))
        return number

    def wait_all(self):
        if not self.is_open:
            return {}
        self.jobs.join()
        result = {number: pickle.loads(answer) for number, answer in self.outcomes.items()}
        self.outcomes.clear()
        return result

    def close(self):
        if self.is_open:
            self.is_open = False
            for _ in self.team:
                self.jobs.put(None)
            for p in self.team:
                p.join()
            self.manager.shutdown()
