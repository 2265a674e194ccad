"""Waits a tenth of a second for the next job, then goes home.

Misconception: empty-is-no-end
"""

import hashlib
import multiprocessing
import queue


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        while True:
            try:
                path = self.jobs.get(timeout=0.1)
            except queue.Empty:
                break
            if path is None:
                break
            try:
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
