"""One hash object for all files.

Misconception: one-hasher-for-all
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        hasher = hashlib.sha256()
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    hasher.update(file.read())
                self.results.put((path, hasher.hexdigest()))
            except OSError:
                self.results.put((path, None))
