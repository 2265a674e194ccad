"""I believe: start, get, join in one loop is the safest order of all.

Misconception: start-then-join-each
"""
import multiprocessing


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    batches = {}
    for name in names:
        process = multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        process.start()
        who, batch = results.get()
        batches[who] = batch
        process.join()
    return batches


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))
