"""Keeps the digests in a dict on self.

Misconception: attributes-stay-in-the-child
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results
        self.digests = {}

    def run(self):
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    self.digests[path] = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                self.digests[path] = None
