"""pathlib, and a walrus as the loop."""

from hashlib import sha256
from multiprocessing import Process
from pathlib import Path


class HashWorker(Process):
    def __init__(self, jobs, results):
        Process.__init__(self)
        self.incoming, self.outgoing = jobs, results

    def run(self):
        while (path := self.incoming.get()) is not None:
            try:
                digest = sha256(Path(path).read_bytes()).hexdigest()
            except OSError as error:
                print("cannot read", path, error)
                digest = None
            self.outgoing.put((path, digest))
