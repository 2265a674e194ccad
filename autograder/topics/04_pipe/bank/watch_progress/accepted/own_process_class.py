"""A class of its own; wait with a timeout that nobody needs."""
import multiprocessing
from multiprocessing.connection import wait


class Job(multiprocessing.Process):
    def __init__(self, func, job, writer):
        super().__init__()
        self.func, self.job, self.writer = func, job, writer

    def run(self):
        self.func(self.job, self.report)

    def report(self, what):
        self.writer.send(("report", what))


def watch_progress(func, jobs, tell):
    found = {job: [] for job in jobs}
    codes = {}
    started = {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = Job(func, job, writer)
        process.start()
        writer.close()
        started[job] = (process, reader)
    while len(codes) < len(jobs):
        ready = wait([reader for job, (_, reader) in started.items() if job not in codes], 0.5)
        for job, (process, reader) in started.items():
            if reader not in ready:
                continue
            try:
                _, what = reader.recv()
            except EOFError:
                process.join()
                codes[job] = process.exitcode
                tell(job, "done" if codes[job] == 0 else "crashed")
                continue
            found[job].append(what)
            tell(job, what)
    return {job: (found[job], codes[job]) for job in jobs}
