"""The writers are closed when all have been started: a forked child has those of the earlier ones.

Misconception: crash-told-late
"""
import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running, result, writers = {}, {}, []
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writers.append(writer)
        running[reader] = (job, process)
        result[job] = ([], None)
    for writer in writers:
        writer.close()
    while running:
        for reader in wait(list(running)):
            job, process = running[reader]
            reports = result[job][0]
            try:
                what = reader.recv()
            except EOFError:
                process.join()
                reader.close()
                del running[reader]
                result[job] = (reports, process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    return result
