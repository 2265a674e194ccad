"""The try stands around the loop.

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
        path = None
        try:
            for path in iter(self.jobs.get, None):
                with open(path, "rb") as file:
                    self.results.put((path, hashlib.sha256(file.read()).hexdigest()))
        except OSError:
            self.results.put((path, None))
