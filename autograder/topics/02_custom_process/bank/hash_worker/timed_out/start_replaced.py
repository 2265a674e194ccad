"""Works in start, and so in the parent.

Misconception: start-replaced
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def start(self):
        for path in iter(self.jobs.get, None):
            with open(path, "rb") as file:
                self.results.put((path, hashlib.sha256(file.read()).hexdigest()))
