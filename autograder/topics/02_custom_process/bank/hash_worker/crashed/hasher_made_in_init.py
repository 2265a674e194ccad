"""Keeps a hash object on self, and copies it for each file: works under fork only.

Misconception: opened-in-init
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results
        self.empty = hashlib.sha256()

    def run(self):
        for path in iter(self.jobs.get, None):
            hasher = self.empty.copy()
            try:
                with open(path, "rb") as file:
                    hasher.update(file.read())
            except OSError:
                self.results.put((path, None))
            else:
                self.results.put((path, hasher.hexdigest()))
