"""Waits a second at a time, and logs that it is waiting."""

import hashlib
import logging
import multiprocessing
import queue


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__(name="hasher")
        self.jobs, self.results = jobs, results

    def run(self):
        log = logging.getLogger(self.name)
        while True:
            try:
                path = self.jobs.get(timeout=1)
            except queue.Empty:
                log.info("still waiting")
                continue
            if not path:
                return
            digest = None
            try:
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
            except OSError as error:
                log.warning("%s", error)
            self.results.put((path, digest))
