"""A function as target; the hash is made by its name."""

import hashlib
import multiprocessing


def work(jobs, results, method):
    while True:
        path = jobs.get()
        if path is None:
            return
        result = hashlib.new(method)
        try:
            with open(path, "rb", buffering=0) as file:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    result.update(piece)
            results.put((path, result.hexdigest()))
        except Exception:
            results.put((path, None))


class HashWorker(multiprocessing.Process):
    def __init__(self, jobs, results):
        super().__init__(target=work, args=(jobs, results, "sha256"), daemon=True)
