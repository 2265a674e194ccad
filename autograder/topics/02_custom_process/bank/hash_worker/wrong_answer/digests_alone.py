"""Puts the digest without its path.

Misconception: record-is-a-pair
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
            try:
                with open(path, "rb") as file:
                    self.results.put(hashlib.sha256(file.read()).hexdigest())
            except OSError:
                self.results.put(None)
