"""The worker itself catches the exception and sends it back as a value."""
import multiprocessing
import time


def attempt(job):
    func, item = job
    try:
        return item, True, func(item)
    except Exception as e:
        return item, False, e


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    waiting = set(items)
    with multiprocessing.Pool(processes) as pool:
        answers = pool.imap_unordered(attempt, [(func, item) for item in items])
        end = time.monotonic() + timeout
        while waiting:
            try:
                item, fine, what = answers.next(max(0.01, end - time.monotonic()))
            except multiprocessing.TimeoutError:
                break
            waiting.discard(item)
            if fine:
                results[item] = what
            else:
                errors[item] = what
    for item in waiting:
        errors[item] = multiprocessing.TimeoutError(item)
    return results, errors
