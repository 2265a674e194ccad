"""Keeps an open log file on self.

Misconception: opened-in-init
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results
        self.log = open("worker.log", "a")

    def run(self):
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except OSError as error:
                self.log.write(f"{path}: {error}\n")
                digest = None
            self.results.put((path, digest))
        self.log.close()
