"""A clock that shows the time is started beside the jobs, and never ended.

Misconception: job-left-running
"""
import multiprocessing
import time
from multiprocessing.connection import wait


def show_time():
    while True:
        time.sleep(1)
        print(time.strftime("%H:%M:%S"))


def work(func, job, writer):
    func(job, writer.send)


def watch_progress(func, jobs, tell):
    multiprocessing.Process(target=show_time, daemon=True).start()
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
