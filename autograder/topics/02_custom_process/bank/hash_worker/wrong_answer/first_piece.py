"""Reads a megabyte and no more.

Misconception: first-piece-only
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
                    digest = hashlib.sha256(file.read(1024 * 1024)).hexdigest()
            except OSError:
                digest = None
            self.results.put((path, digest))
