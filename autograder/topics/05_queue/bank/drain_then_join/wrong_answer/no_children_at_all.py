"""Makes them itself, one by one.

Misconception: parent-does-the-work
"""

import multiprocessing


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))


def drain_then_join(make, names, size):
    batches = {}
    for name in names:
        try:
            batches[name] = make(name, size)
        except ValueError:
            batches[name] = None
    return batches
