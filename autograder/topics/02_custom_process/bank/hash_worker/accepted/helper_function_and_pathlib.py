"""A function for one file beside the class, pathlib, and a run of three lines."""

import multiprocessing
from hashlib import sha256
from pathlib import Path


def digest_of(path):
    try:
        content = Path(path).read_bytes()
    except OSError:
        return None
    return sha256(content).hexdigest()


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__(name=None)
        self.queues = (jobs, results)

    def run(self):
        jobs, results = self.queues
        while (path := jobs.get()) is not None:
            results.put((path, digest_of(path)))
