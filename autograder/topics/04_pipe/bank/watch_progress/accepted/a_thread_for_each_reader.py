"""One listening thread for each pipe, all of them put into one queue.Queue, and the caller's thread tells."""

import multiprocessing
import queue
import threading


def work(func, job, writer):
    def report(what):
        writer.send(what)

    func(job, report)


def listen(job, reader, process, news):
    while True:
        try:
            what = reader.recv()
        except (EOFError, OSError):
            break
        news.put((job, "report", what))
    process.join()
    reader.close()
    news.put((job, "end", process.exitcode))


def watch_progress(func, jobs, tell):
    news = queue.Queue()
    started = []
    for job in jobs:
        reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=work, args=(func, job, writer))
        process.start()
        writer.close()
        started.append((job, reader, process))
    threads = []
    for job, reader, process in started:
        thread = threading.Thread(target=listen, args=(job, reader, process, news))
        thread.start()
        threads.append(thread)
    reports = {job: [] for job in jobs}
    codes = {}
    while len(codes) < len(started):
        job, kind, what = news.get()
        if kind == "report":
            reports[job].append(what)
            tell(job, what)
        else:
            codes[job] = what
            tell(job, "done" if what == 0 else "crashed")
    for thread in threads:
        thread.join()
    return {job: (reports[job], codes[job]) for job in jobs}
