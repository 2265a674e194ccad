"""Hashes the path.

Misconception: hash-of-the-path
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):
            self.results.put((path, hashlib.sha256(path.encode()).hexdigest()))
