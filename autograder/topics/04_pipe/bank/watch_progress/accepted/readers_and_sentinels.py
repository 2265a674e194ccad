"""Waits for readers and sentinels together; when a process has ended, its pipe is emptied before it is given up."""

import multiprocessing
from multiprocessing.connection import wait


class Job:
    def __init__(self, func, name):
        self.name = name
        self.reports = []
        self.reader, writer = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=work, args=(func, name, writer))
        self.process.start()
        writer.close()

    def hear(self, tell):
        """One report; False if nothing will come any more."""
        try:
            what = self.reader.recv()
        except (EOFError, OSError):
            return False
        self.reports.append(what)
        tell(self.name, what)
        return True


def work(func, job, writer):
    func(job, writer.send)
    writer.close()


def watch_progress(func, jobs, tell):
    everybody = [Job(func, name) for name in jobs]
    alive = list(everybody)
    while alive:
        ready = wait([job.reader for job in alive] + [job.process.sentinel for job in alive])
        for job in list(alive):
            over = False
            if job.reader in ready:
                over = not job.hear(tell)
            elif job.process.sentinel in ready:
                while job.reader.poll() and job.hear(tell):
                    pass
                over = True
            if over:
                job.process.join()
                job.reader.close()
                alive.remove(job)
                tell(job.name, "done" if job.process.exitcode == 0 else "crashed")
    return {job.name: (job.reports, job.process.exitcode) for job in everybody}
