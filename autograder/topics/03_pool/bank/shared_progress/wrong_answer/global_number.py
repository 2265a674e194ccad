"""A plain global number: each worker counts its own.

Misconception: global-is-per-process
"""
import multiprocessing

done = 0


def finish(job):
    global done
    func, item = job
    result = func(item)
    done += 1
    return result, done


def shared_progress(func, items, processes=2):
    with multiprocessing.Pool(processes) as pool:
        return pool.map(finish, [(func, item) for item in items])
