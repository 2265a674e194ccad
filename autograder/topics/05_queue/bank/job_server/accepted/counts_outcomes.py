"""No JoinableQueue: it counts the outcomes that have to come."""

import multiprocessing
from multiprocessing.reduction import ForkingPickler


def serve(inbox, outbox):
    while True:
        number, func, args = inbox.get()
        if func is None:
            break
        try:
            result = func(*args)
            ForkingPickler.dumps(result)
            outbox.put((number, "ok", result))
        except BaseException as problem:
            outbox.put((number, "failed", type(problem).__name__ + ": " + str(problem)))


class JobServer:
    def __init__(self, workers=2):
        self._inbox = multiprocessing.SimpleQueue()
        self._outbox = multiprocessing.Queue()
        self._next = self._open = 0
        self._workers = []
        for _ in range(workers):
            worker = multiprocessing.Process(target=serve, args=(self._inbox, self._outbox))
            worker.start()
            self._workers.append(worker)

    def submit(self, func, *args):
        if not self._workers:
            raise ValueError("closed")
        self._inbox.put((self._next, func, args))
        self._next += 1
        self._open += 1
        return self._next - 1

    def wait_all(self):
        outcomes = {}
        while self._open:
            number, word, what = self._outbox.get()
            outcomes[number] = (word, what)
            self._open -= 1
        return outcomes

    def close(self):
        self.wait_all()
        for _ in self._workers:
            self._inbox.put((None, None, None))
        while self._workers:
            self._workers.pop().join()
