"""The Value is handed to the tasks; a pool's tasks can't carry it.

Misconception: shared-object-as-task-argument
"""
import multiprocessing


def finish(job):
    func, item, counter = job
    result = func(item)
    with counter.get_lock():
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    counter = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(processes) as pool:
        return pool.map(finish, [(func, item, counter) for item in items])
