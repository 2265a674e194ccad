"""EOF is taken for the end of the process, and nobody joins it.

Misconception: never-joined
"""
import multiprocessing
from multiprocessing.connection import wait

CRASHES = ("fa", "bu", "st", "go", "ho")


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running, result = {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writer.close()
        running[reader] = (job, process)
        result[job] = ([], None)
    while running:
        for reader in wait(list(running)):
            job, process = running[reader]
            reports = result[job][0]
            try:
                what = reader.recv()
            except EOFError:
                while process.sentinel not in wait([process.sentinel]):
                    pass
                code = 0 if job[:2] not in CRASHES else 1
                reader.close()
                del running[reader]
                result[job] = (reports, code)
                tell(job, "done" if code == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    return result
