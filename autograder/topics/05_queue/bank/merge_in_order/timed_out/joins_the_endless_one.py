"""Raises, and joins everybody before.

Misconception: dead-producer-not-noticed
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
    entries = {name: [] for name in names}
    unfinished = set(names)
    for process in team:
        process.start()
    try:
        while unfinished:
            try:
                name, entry = results.get(timeout=0.2)
            except Empty:
                if any(process.exitcode for process in team):
                    raise ProducerDied("a producer ended with an error") from None
                continue
            if entry is None:
                unfinished.remove(name)
            else:
                stamp, payload = pickle.loads(entry)
                entries[name].append((stamp, name, payload))
    finally:
        for process in team:
            process.join()
    merged = [entry for name in names for entry in entries[name]]
    return sorted(merged, key=lambda entry: entry[0])
