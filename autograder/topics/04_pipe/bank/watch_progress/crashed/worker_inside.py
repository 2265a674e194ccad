"""The worker stands inside the function: no other process can import it.

Misconception: worker-out-of-reach
"""
import multiprocessing
from multiprocessing.connection import wait


def watch_progress(func, jobs, tell):
    def work(job, writer):
        func(job, writer.send)

    running, result = {}, {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(job, writer))
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
