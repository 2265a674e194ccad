"""I believe: `key=(stamp, name)` is the order that is asked for, and payloads are not compared.

Misconception: ties-as-they-come
"""
import multiprocessing
import pickle
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name, results):
    for stamp, payload in produce(name):
        results.put((name, pickle.dumps((stamp, payload))))
    results.put((name, None))


def merge_in_order(produce, names):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_all, args=(produce, name, results)) for name in names
    ]
    for process in team:
        process.start()
    entries = []
    missing = len(names)
    try:
        while missing:
            if any(process.exitcode for process in team):
                raise ProducerDied
            try:
                name, parcel = results.get(timeout=0.2)
            except Empty:
                continue
            if parcel is None:
                missing -= 1
            else:
                stamp, payload = pickle.loads(parcel)
                entries.append((stamp, name, payload))
    finally:
        for process in team:
            if missing:
                process.terminate()
            process.join()
    return sorted(entries, key=lambda entry: entry[:2])
