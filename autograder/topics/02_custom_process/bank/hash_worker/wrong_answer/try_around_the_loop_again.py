"""The try stands around the loop, so the first bad file ends the work.

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
        try:
            for path in iter(self.jobs.get, None):
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                self.results.put((path, digest))
        except OSError:
            self.results.put((path, None))
