"""At EOF reads the exit code before the join, when it may still be None, so a good job has "crashed".

Misconception: exitcode-before-the-end
"""

import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running, found = {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writer.close()
        running[reader] = (job, process, [])
    while running:
        for reader in wait(list(running)):
            job, process, reports = running[reader]
            try:
                what = reader.recv()
            except (EOFError, OSError):
                code = process.exitcode
                tell(job, "done" if code == 0 else "crashed")
                found[job] = (reports, code)
                process.join()
                del running[reader]
                reader.close()
            else:
                reports.append(what)
                tell(job, what)
    return found
