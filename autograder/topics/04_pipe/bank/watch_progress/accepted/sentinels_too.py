"""Waits for readers and sentinels; a dead job's pipe is emptied at once."""
import multiprocessing as mp
from multiprocessing import connection


class Watch:
    def __init__(self, func, job):
        self.job, self.reports = job, []
        self.reader, writer = mp.Pipe(False)
        self.process = mp.Process(target=func, args=(job, writer.send))
        self.process.start()
        writer.close()

    def listen(self, tell):
        try:
            while self.reader.poll():
                self.reports.append(self.reader.recv())
                tell(self.job, self.reports[-1])
        except EOFError:
            return True
        return False


def watch_progress(func, jobs, tell):
    watches = [Watch(func, job) for job in jobs]
    alive = set(watches)
    while alive:
        ready = connection.wait(
            [w.reader for w in alive] + [w.process.sentinel for w in alive]
        )
        for w in list(alive):
            if w.reader in ready or w.process.sentinel in ready:
                if w.listen(tell):
                    w.process.join()
                    alive.discard(w)
                    tell(w.job, "crashed" if w.process.exitcode else "done")
    return {w.job: (w.reports, w.process.exitcode) for w in watches}
