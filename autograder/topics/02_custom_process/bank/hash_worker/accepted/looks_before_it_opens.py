"""Asks whether it is a file, maps the file into memory."""

import hashlib
import mmap
import multiprocessing
import os


def sha_of(path):
    if not os.path.isfile(path):
        return None
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return hashlib.sha256().hexdigest()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return hashlib.sha256(view).hexdigest()


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results, **options):
        super().__init__(**options)
        self.jobs = jobs
        self.results = results

    def run(self):
        path = self.jobs.get()
        while path is not None:
            self.results.put((path, sha_of(path)))
            path = self.jobs.get()
