"""A job is started when the one before it has ended.

Misconception: start-then-join-each
"""
import multiprocessing


def watch_progress(func, jobs, tell):
    result = {}
    for job in jobs:
        reader, writer = multiprocessing.Pipe(False)
        process = multiprocessing.Process(target=func, args=(job, writer.send))
        process.start()
        writer.close()
        reports = []
        try:
            while True:
                reports.append(reader.recv())
                tell(job, reports[-1])
        except EOFError:
            process.join()
        tell(job, "done" if process.exitcode == 0 else "crashed")
        result[job] = (reports, process.exitcode)
    return result
