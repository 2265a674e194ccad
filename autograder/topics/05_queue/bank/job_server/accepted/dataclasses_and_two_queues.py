"""Jobs are objects that know how to be done; outcomes are counted, one marker is handed on."""

import multiprocessing
import pickle
from dataclasses import dataclass
from typing import Any, Callable


@dataclass
class Job:
    number: int
    func: Callable[..., Any]
    args: tuple[Any, ...]

    def do(self):
        try:
            outcome = "ok", self.func(*self.args)
            return self.number, pickle.dumps(outcome)
        except BaseException as error:
            return self.number, pickle.dumps(("failed", "%s: %s" % (type(error).__name__, error)))


def worker(inbox, outbox):
    while (text := inbox.get()) != b"":
        outbox.put(pickle.loads(text).do())
    inbox.put(b"")


class JobServer:
    def __init__(self, workers=2):
        self.inbox, self.outbox = multiprocessing.Queue(), multiprocessing.Queue()
        self.processes = []
        for number in range(workers):
            name = f"worker {number}"
            args = (self.inbox, self.outbox)
            self.processes.append(multiprocessing.Process(target=worker, args=args, name=name))
        [process.start() for process in self.processes]
        self.next_number = 0
        self.open_jobs = 0

    def submit(self, func, *args):
        if not self.processes:
            raise ValueError("JobServer is closed")
        self.inbox.put(pickle.dumps(Job(self.next_number, func, args)))
        self.next_number += 1
        self.open_jobs += 1
        return self.next_number - 1

    def wait_all(self):
        outcomes = {}
        for _ in range(self.open_jobs):
            number, outcome = self.outbox.get()
            outcomes[number] = pickle.loads(outcome)
        self.open_jobs = 0
        return outcomes

    def close(self):
        if self.processes:
            self.wait_all()
            self.inbox.put(b"")
            for process in self.processes:
                process.join()
            self.inbox.get()  # the marker that the last one has handed on
            self.processes.clear()
