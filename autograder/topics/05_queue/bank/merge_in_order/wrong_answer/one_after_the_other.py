"""Runs the producers one after the other: then it is in order.

Misconception: start-then-join-each
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
    merged = []
    for name in names:
        results = multiprocessing.Queue()
        process = multiprocessing.Process(target=send_all, args=(produce, name, results))
        process.start()
        while True:
            try:
                _, entry = results.get(timeout=0.5)
            except Empty:
                if process.exitcode:
                    raise ProducerDied(name) from None
                continue
            if entry is None:
                break
            stamp, payload = pickle.loads(entry)
            merged.append((stamp, name, payload))
        process.join()
    return sorted(merged, key=lambda entry: entry[0])
