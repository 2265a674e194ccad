"""The parent waits for as many answers as there are items; the dead send none.

Misconception: crashed-child-sends-nothing
"""
import multiprocessing


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def run(func, jobs, answers):
    for place, item in jobs:
        try:
            answers.put((place, True, func(item)))
        except Exception as error:
            answers.put((place, False, error))


def robust_map(func, items, processes=2):
    answers = multiprocessing.Queue()
    jobs = list(enumerate(items))
    workers = [
        multiprocessing.Process(target=run, args=(func, jobs[k::processes], answers))
        for k in range(processes)
    ]
    for w in workers:
        w.start()
    results = [None] * len(jobs)
    for _ in jobs:
        place, fine, what = answers.get()
        if not fine:
            raise what
        results[place] = what
    for w in workers:
        w.join()
        if w.exitcode != 0:
            raise WorkerDied(w.exitcode)
    return results
