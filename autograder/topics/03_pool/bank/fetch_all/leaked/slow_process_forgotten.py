"""A process for each item; the one that is too slow is left to itself.

Misconception: never-joined
"""
import multiprocessing
import queue


def run_some(func, items, answers):
    for item in items:
        try:
            answers.put((item, True, func(item)))
        except Exception as e:
            answers.put((item, False, e))


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    answers = multiprocessing.Queue()
    for k in range(processes):
        multiprocessing.Process(
            target=run_some, args=(func, items[k::processes], answers), daemon=True
        ).start()
    for _ in items:
        try:
            item, fine, what = answers.get(timeout=timeout)
        except queue.Empty:
            break
        if fine:
            results[item] = what
        else:
            errors[item] = what
    for item in items:
        if item not in results and item not in errors:
            errors[item] = TimeoutError(item)
    return results, errors
