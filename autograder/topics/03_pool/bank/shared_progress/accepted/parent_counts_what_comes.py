"""No Value: the parent counts the answers in the order in which they come."""
import multiprocessing


def work(job):
    place, func, item = job
    return place, func(item)


def shared_progress(func, items, processes=2):
    pairs = [None] * len(items)
    jobs = [(place, func, item) for place, item in enumerate(items)]
    with multiprocessing.Pool(processes) as pool:
        done = 0
        for place, result in pool.imap_unordered(work, jobs):
            done += 1
            pairs[place] = (result, done)
    return pairs
