"""Looks at every pipe in turn, and sleeps for a twentieth of a second in between."""
import multiprocessing
import time


def watch_progress(func, jobs, tell):
    lines = {}
    result = {}
    for job in jobs:
        listen, speak = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=func, args=(job, speak.send), name=job)
        process.start()
        speak.close()
        lines[job] = (process, listen)
        result[job] = ([], None)
    while lines:
        for job, (process, listen) in list(lines.items()):
            while job in lines and listen.poll():
                try:
                    what = listen.recv()
                except EOFError:
                    process.join()
                    del lines[job]
                    result[job] = (result[job][0], process.exitcode)
                    tell(job, "crashed" if process.exitcode else "done")
                else:
                    result[job][0].append(what)
                    tell(job, what)
        time.sleep(0.05)
    return result
