"""Inherits from Thread, because hashing waits for the disk anyway.

Misconception: thread-in-disguise
"""

import hashlib
from threading import Thread


class HashWorker(Thread):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
