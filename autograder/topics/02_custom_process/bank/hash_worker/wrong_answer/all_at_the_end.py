"""Collects the records and puts them when the end marker has come.

Misconception: nothing-was-sent
"""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        records = []
        for path in iter(self.jobs.get, None):
            try:
                with open(path, "rb") as file:
                    records.append((path, hashlib.sha256(file.read()).hexdigest()))
            except OSError:
                records.append((path, None))
        for record in records:
            self.results.put(record)
