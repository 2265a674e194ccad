"""When a process is gone nobody looks into its pipe any more.

Misconception: reports-lost
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
                process.join(1)
                if not process.is_alive():
                    raise EOFError
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
