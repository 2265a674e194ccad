"""I believe: after join everything is in the queue.

Misconception: join-before-drain
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
    for process in team:
        process.join()
    return dict(results.get() for _ in names)


def send_batch(make, name, size, results):
    try:
        batch = make(name, size)
    except Exception:
        batch = None
    results.put((name, batch))
