"""Listens to the first job until EOF, then to the second, so reports of the others come late.

Misconception: heard-out-of-turn
"""

import multiprocessing


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running = {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writer.close()
        running[reader] = (job, process)
    found = {}
    for reader, (job, process) in running.items():
        reports = []
        try:
            while True:
                what = reader.recv()
                reports.append(what)
                tell(job, what)
        except (EOFError, OSError):
            process.join()
        reader.close()
        found[job] = (reports, process.exitcode)
        tell(job, "done" if process.exitcode == 0 else "crashed")
    return found
