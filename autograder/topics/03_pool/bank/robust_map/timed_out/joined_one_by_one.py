"""Exit codes are looked at in order, so the first worker's feast hides the second one's death.

Misconception: watched-one-by-one
"""
import multiprocessing


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def run(func, jobs, conn):
    answers = []
    for item in jobs:
        try:
            answers.append((True, func(item)))
        except Exception as error:
            answers.append((False, error))
    conn.send(answers)


def robust_map(func, items, processes=2):
    items = list(items)
    results = [None] * len(items)
    workers = []
    for k in range(processes):
        mine, theirs = multiprocessing.Pipe()
        w = multiprocessing.Process(target=run, args=(func, items[k::processes], theirs))
        w.start()
        theirs.close()
        workers.append((k, w, mine))
    for k, w, conn in workers:
        try:
            answers = conn.recv()
        except EOFError:
            raise WorkerDied(k) from None
        w.join()
        for fine, what in answers:
            if not fine:
                raise what
        results[k::processes] = [what for fine, what in answers]
    return results
