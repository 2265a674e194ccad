"""Reads everything at once, leaves by break."""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        while True:
            path = self.jobs.get()
            if path is None:
                break
            try:
                with open(path, "rb") as f:
                    data = f.read()
            except OSError:
                self.results.put((path, None))
            else:
                self.results.put((path, hashlib.sha256(data).hexdigest()))
