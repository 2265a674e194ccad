"""A thread listens to each job and hands on to the caller's thread by a queue."""
import multiprocessing
import queue
import threading


def listen(job, reader, inbox):
    try:
        while True:
            inbox.put((job, "report", reader.recv()))
    except EOFError:
        inbox.put((job, "end", None))


def watch_progress(func, jobs, tell):
    inbox = queue.Queue()
    processes, readers = {}, {}
    for job in jobs:
        readers[job], writer = multiprocessing.Pipe(False)
        processes[job] = multiprocessing.Process(target=func, args=(job, writer.send))
        processes[job].start()
        writer.close()
    threads = [threading.Thread(target=listen, args=(job, readers[job], inbox)) for job in jobs]
    for thread in threads:
        thread.start()
    reports = {job: [] for job in jobs}
    ended = 0
    while ended < len(jobs):
        job, kind, what = inbox.get()
        if kind == "report":
            reports[job].append(what)
            tell(job, what)
        else:
            ended += 1
            processes[job].join()
            tell(job, "done" if processes[job].exitcode == 0 else "crashed")
    for thread in threads:
        thread.join()
    return {job: (reports[job], processes[job].exitcode) for job in jobs}
