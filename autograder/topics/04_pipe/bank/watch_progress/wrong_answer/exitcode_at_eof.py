"""The exit code is read at EOF, before the process has ended.

Misconception: exitcode-before-the-end
"""
import multiprocessing
import time
from multiprocessing.connection import wait


def work(func, job, writer):
    func(job, writer.send)
    writer.close()
    time.sleep(0.2)


def watch_progress(func, jobs, tell):
    running, result, everybody = {}, {}, []
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        everybody.append(process)
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
                reader.close()
                del running[reader]
                result[job] = (reports, process.exitcode)
                tell(job, "done" if process.exitcode == 0 else "crashed")
            else:
                reports.append(what)
                tell(job, what)
    for process in everybody:
        process.join()
    return result
