"""Who has said nothing for one and a half seconds is dead, they believe.

Misconception: silence-is-not-death
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
    found = {name: [] for name in names}
    missing = len(names)
    try:
        while missing:
            if any(process.exitcode for process in team):
                raise Empty
            name, parcel = results.get(timeout=1.5)
            if parcel is None:
                missing -= 1
            else:
                stamp, payload = pickle.loads(parcel)
                found[name].append((stamp, name, payload))
    except Empty:
        for process in team:
            process.terminate()
        raise ProducerDied from None
    finally:
        for process in team:
            process.join()
    return sorted((e for name in names for e in found[name]), key=lambda e: e[0])
