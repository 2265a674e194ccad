"""One report is taken from each job; the job is then joined, with the rest still in its pipe.

Misconception: joined-before-received
"""
import multiprocessing
from multiprocessing.connection import wait


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
                reports.append(what)
                tell(job, what)
            except EOFError:
                pass
            del running[reader]
            reader.close()
            process.join()
            result[job] = (reports, process.exitcode)
            tell(job, "done" if process.exitcode == 0 else "crashed")
    return result
