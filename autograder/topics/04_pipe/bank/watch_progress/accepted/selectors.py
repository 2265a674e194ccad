"""The selectors module listens to all pipes."""
import multiprocessing
import selectors


def run_job(func, job, conn):
    with conn:
        func(job, conn.send)


def watch_progress(func, jobs, tell):
    reports = {job: [] for job in jobs}
    codes = {}
    with selectors.DefaultSelector() as selector:
        for job in jobs:
            here, there = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=run_job, args=(func, job, there))
            process.start()
            there.close()
            selector.register(here, selectors.EVENT_READ, (job, process))
        while selector.get_map():
            for key, _ in selector.select():
                job, process = key.data
                try:
                    what = key.fileobj.recv()
                except EOFError:
                    selector.unregister(key.fileobj)
                    key.fileobj.close()
                    process.join()
                    codes[job] = process.exitcode
                    tell(job, "done" if codes[job] == 0 else "crashed")
                    continue
                reports[job].append(what)
                tell(job, what)
    return {job: (reports[job], codes[job]) for job in jobs}
