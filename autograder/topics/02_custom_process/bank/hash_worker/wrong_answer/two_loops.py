"""Leaves the inner loop at the end marker, and not the outer one.

Misconception: does-not-end-by-itself
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        while True:
            for path in iter(self.jobs.get, None):
                try:
                    with open(path, "rb") as file:
                        digest = hashlib.sha256(file.read()).hexdigest()
                except OSError:
                    digest = None
                self.results.put((path, digest))
