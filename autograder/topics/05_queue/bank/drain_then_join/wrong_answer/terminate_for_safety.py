"""I believe: when all batches are here, terminate makes sure that join can't hang.

Misconception: killed-not-told
"""
import multiprocessing


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_batch, args=(make, name, size, results))
        for name in names
    ]
    for process in team:
        process.start()
    batches = {}
    for _ in names:
        name, batch = results.get()
        batches[name] = batch
    for process in team:
        process.terminate()
        process.join()
    return batches


def send_batch(make, name, size, results):
    try:
        results.put((name, make(name, size)))
    except Exception:
        results.put((name, None))
