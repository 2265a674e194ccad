"""Closes the parent's writers after all processes are started: under fork a crash is noticed when later jobs have ended.

Misconception: crash-told-late
"""

import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running, found, writers = {}, {}, []
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        running[reader] = (job, process, [])
        writers.append(writer)
    for writer in writers:
        writer.close()
    while running:
        for reader in wait(list(running)):
            job, process, reports = running[reader]
            try:
                what = reader.recv()
            except (EOFError, OSError):
                process.join()
                del running[reader]
                reader.close()
                found[job] = (reports, process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    return found
