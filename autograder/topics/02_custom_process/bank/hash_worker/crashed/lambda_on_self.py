"""Keeps a lambda on self: works under fork only.

Misconception: opened-in-init
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.results = results
        self.next_path = lambda: jobs.get()

    def run(self):
        for path in iter(self.next_path, None):
            try:
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
