"""One SimpleQueue for all; a job that has gone is told when the queue is empty."""
import functools
import multiprocessing
import time


def put(queue, job, what):
    queue.put((job, what))


def watch_progress(func, jobs, tell):
    queue = multiprocessing.SimpleQueue()
    running = {}
    for job in jobs:
        args = (job, functools.partial(put, queue, job))
        running[job] = multiprocessing.Process(target=func, args=args)
        running[job].start()
    result = {job: ([], None) for job in jobs}
    while running:
        gone = [job for job, process in running.items() if not process.is_alive()]
        while not queue.empty():
            job, what = queue.get()
            result[job][0].append(what)
            tell(job, what)
        for job in gone:
            process = running.pop(job)
            process.join()
            result[job] = (result[job][0], process.exitcode)
            tell(job, "done" if process.exitcode == 0 else "crashed")
        time.sleep(0.05)
    queue.close()
    return result
