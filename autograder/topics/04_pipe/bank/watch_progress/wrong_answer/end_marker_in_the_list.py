"""The worker sends a word of its own at its end, which lands among the reports.

Misconception: own-marker-among-reports
"""
import multiprocessing
from multiprocessing.connection import wait


def work(func, job, writer):
    try:
        func(job, writer.send)
    finally:
        writer.send("finished")


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
                process.join()
                reader.close()
                del running[reader]
                result[job] = (reports, process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    return result
