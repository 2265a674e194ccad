"""While True with a break at None, reads in pieces, continue in the except."""

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
            sha = hashlib.sha256()
            try:
                with open(path, mode="rb") as f:
                    while piece := f.read(65536):
                        sha.update(piece)
            except OSError as error:
                print("skipped", path, error, flush=True)
                self.results.put((path, None))
                continue
            self.results.put((path, sha.hexdigest()))
