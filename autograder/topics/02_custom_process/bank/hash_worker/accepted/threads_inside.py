"""Two threads of the worker read and hash."""

import hashlib
import multiprocessing
from concurrent.futures import ThreadPoolExecutor


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        with ThreadPoolExecutor(2) as threads:
            while (path := self.jobs.get()) is not None:
                threads.submit(self.hash_one, path)

    def hash_one(self, path):
        try:
            with open(path, "rb") as file:
                record = path, hashlib.sha256(file.read()).hexdigest()
        except OSError:
            record = path, None
        self.results.put(record)
