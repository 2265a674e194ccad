import multiprocessing
import pickle
from multiprocessing.connection import wait


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


class Worker:
    """One process and the pipe to it. It does one item after the other."""

    def __init__(self, func):
        self.channel, other_end = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=Worker.main, args=(func, other_end))
        self.process.start()
        other_end.close()
        self.index = None

    @staticmethod
    def main(func, channel):
        while True:
            item = channel.recv()
            try:
                answer = ("result", func(item))
            except Exception as error:
                answer = ("exception", error)
            try:
                pickle.loads(pickle.dumps(answer))
            except Exception:
                answer = ("exception", RuntimeError("can't be sent: " + repr(answer[1])))
            channel.send(answer)

    def assign(self, index, item):
        self.index = index
        self.channel.send(item)

    def dismiss(self):
        self.process.kill()
        self.process.join()
        self.channel.close()


class Team:
    def __init__(self, func, size):
        self.func = func
        self.size = size
        self.workers = []

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        for worker in self.workers:
            worker.dismiss()

    def map(self, items):
        results = [None] * len(items)
        todo = list(enumerate(items))
        todo.reverse()
        while todo and len(self.workers) < self.size:
            worker = Worker(self.func)
            self.workers.append(worker)
            worker.assign(*todo.pop())
        busy = {worker.channel: worker for worker in self.workers}
        while busy:
            for channel in wait(list(busy)):
                worker = busy[channel]
                try:
                    kind, value = channel.recv()
                except (EOFError, ConnectionError):
                    raise WorkerDied(f"the worker with item {worker.index} is gone") from None
                if kind == "exception":
                    raise value
                results[worker.index] = value
                if todo:
                    worker.assign(*todo.pop())
                else:
                    del busy[channel]
        return results


def robust_map(func, items, processes=2):
    with Team(func, processes) as team:
        return team.map(items)
