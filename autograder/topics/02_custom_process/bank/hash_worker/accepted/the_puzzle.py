"""The lines of the puzzle, iter with the end marker, file_digest."""

import hashlib
import multiprocessing


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__()
        self.jobs = jobs
        self.results = results

    def run(self):
        for path in iter(self.jobs.get, None):
            digest = None
            try:
                with open(path, "rb") as file:
                    digest = hashlib.file_digest(file, "sha256").hexdigest()
            except OSError:
                pass
            self.results.put((path, digest))
