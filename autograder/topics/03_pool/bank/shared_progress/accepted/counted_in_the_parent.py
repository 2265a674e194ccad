"""No shared number; imap_unordered of numbered items, counted by the parent as they arrive."""

import multiprocessing


def numbered(task):
    place, func, item = task
    return place, func(item)


def shared_progress(func, items, processes=2):
    pairs = [None] * len(items)
    tasks = [(place, func, item) for place, item in enumerate(items)]
    with multiprocessing.Pool(processes) as pool:
        for done, (place, result) in enumerate(pool.imap_unordered(numbered, tasks), start=1):
            pairs[place] = (result, done)
    return pairs
