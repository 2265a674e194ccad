"""A death is seen at once, but the other workers are left to themselves.

Misconception: others-left-running
"""
import multiprocessing
from multiprocessing.connection import wait


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def run(func, jobs, conn):
    try:
        conn.send((True, [func(item) for item in jobs]))
    except Exception as error:
        conn.send((False, error))


def robust_map(func, items, processes=2):
    items = list(items)
    results = [None] * len(items)
    running = {}
    for k in range(processes):
        mine, theirs = multiprocessing.Pipe()
        w = multiprocessing.Process(
            target=run, args=(func, items[k::processes], theirs), daemon=True
        )
        w.start()
        theirs.close()
        running[mine] = (k, w)
    while running:
        for conn in wait(list(running)):
            k, w = running.pop(conn)
            try:
                fine, what = conn.recv()
            except EOFError:
                raise WorkerDied(f"exit code {w.exitcode}") from None
            if not fine:
                raise what
            results[k::processes] = what
            w.join()
    return results
