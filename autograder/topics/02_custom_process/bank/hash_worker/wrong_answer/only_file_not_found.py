"""Catches FileNotFoundError alone, so a folder ends the worker.

Misconception: missing-file-ends-the-worker
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
                    digest = hashlib.sha256(file.read()).hexdigest()
            except FileNotFoundError:
                digest = None
            self.results.put((path, digest))
