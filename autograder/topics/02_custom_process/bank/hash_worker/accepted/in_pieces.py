"""Reads in pieces of 64 KiB, in a method of its own."""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):
            self.results.put((path, self.digest(path)))

    @staticmethod
    def digest(path):
        sha = hashlib.sha256()
        try:
            with open(path, "rb") as file:
                while piece := file.read(65536):
                    sha.update(piece)
        except (FileNotFoundError, IsADirectoryError, PermissionError):
            return None
        return sha.hexdigest()
