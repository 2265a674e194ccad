"""One hash object is made before the loop and updated with every file.

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
        sha = hashlib.sha256()
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    sha.update(file.read())
                digest = sha.hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
