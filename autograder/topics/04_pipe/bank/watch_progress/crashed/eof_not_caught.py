"""The first job that ends takes all others along.

Misconception: crash-not-expected
"""
import multiprocessing
from multiprocessing.connection import wait


def watch_progress(func, jobs, tell):
    running, result, processes = {}, {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(False)
        processes[job] = multiprocessing.Process(target=func, args=(job, writer.send))
        processes[job].start()
        writer.close()
        running[reader] = job
        result[job] = []
    while running:
        for reader in wait(list(running)):
            job = running[reader]
            what = reader.recv()
            result[job].append(what)
            tell(job, what)
    return {job: (result[job], processes[job].exitcode) for job in jobs}
