"""Puts all batches into a further queue, from which nobody takes them.

Misconception: unread-items-hold-the-exit
"""

import multiprocessing


def work(make, name, size, results):
    try:
        results.put((name, make(name, size)))
    except Exception:
        results.put((name, None))


def drain_then_join(make, names, size):
    results, on_show = multiprocessing.Queue(), multiprocessing.Queue()
    team = [multiprocessing.Process(target=work, args=(make, name, size, results)) for name in names]
    for process in team:
        process.start()
    batches = {}
    for _ in team:
        name, batch = results.get()
        batches[name] = batch
        on_show.put(batch)
    for process in team:
        process.join()
    return batches
