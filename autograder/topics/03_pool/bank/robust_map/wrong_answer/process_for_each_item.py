"""A process for each item, all at once, and all of them watched.

Misconception: processes-ignored
"""
import multiprocessing
import pickle
from multiprocessing.connection import wait


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def run(func, item, conn):
    try:
        answer = (True, func(item))
    except Exception as error:
        answer = (False, error)
    try:
        pickle.loads(pickle.dumps(answer))
    except Exception:
        answer = (False, RuntimeError(repr(answer[1])))
    conn.send(answer)
    conn.close()


def robust_map(func, items, processes=2):
    results = [None] * len(items)
    running = {}
    for place, item in enumerate(items):
        mine, theirs = multiprocessing.Pipe(duplex=False)
        p = multiprocessing.Process(target=run, args=(func, item, theirs))
        p.start()
        theirs.close()
        running[mine] = (place, p)
    try:
        while running:
            for conn in wait(list(running)):
                place, p = running[conn]
                try:
                    fine, what = conn.recv()
                except EOFError:
                    raise WorkerDied(f"item {place}") from None
                del running[conn]
                p.join()
                if not fine:
                    raise what
                results[place] = what
    finally:
        for place, p in running.values():
            p.kill()
            p.join()
    return results
