"""I believe: what I have put is in the queue, whatever the producer does with it afterwards.

Misconception: changed-after-put
"""
import multiprocessing
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name, results):
    for stamp, payload in produce(name):
        results.put((name, stamp, payload))
    results.put((name, None, None))


def merge_in_order(produce, names):
    results = multiprocessing.Queue()
    team = [
        multiprocessing.Process(target=send_all, args=(produce, name, results)) for name in names
    ]
    for process in team:
        process.start()
    found = {name: [] for name in names}
    missing = set(names)
    try:
        while missing:
            if any(process.exitcode for process in team):
                raise ProducerDied
            try:
                name, stamp, payload = results.get(timeout=0.2)
            except Empty:
                continue
            if stamp is None:
                missing.remove(name)
            else:
                found[name].append((stamp, name, payload))
    finally:
        for process in team:
            if missing:
                process.terminate()
            process.join()
    return sorted((e for name in names for e in found[name]), key=lambda e: e[0])
