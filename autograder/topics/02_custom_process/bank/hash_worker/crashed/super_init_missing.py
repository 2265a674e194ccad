"""Never calls the __init__ of Process.

Misconception: super-init-forgotten
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):
            with open(path, "rb") as file:
                self.results.put((path, hashlib.sha256(file.read()).hexdigest()))
