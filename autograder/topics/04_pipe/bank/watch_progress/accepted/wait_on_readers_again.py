"""As the hints say, a dict from reader to job and process, wait on the readers, EOF is the end."""

import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    running, found = {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer), name=job)
        process.start()
        writer.close()
        running[reader] = (job, process)
        found[job] = ([], None)
    while running:
        for reader in wait(list(running)):
            job, process = running[reader]
            try:
                what = reader.recv()
            except (EOFError, OSError):
                process.join()
                del running[reader]
                reader.close()
                found[job] = (found[job][0], process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                found[job][0].append(what)
                tell(job, what)
    return found
