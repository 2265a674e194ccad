"""As in take_all, looks at the exit codes when nothing has come for 0.2 seconds.

Misconception: asked-only-in-silence
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
            try:
                name, parcel = results.get(timeout=0.2)
            except Empty:
                if any(process.exitcode for process in team):
                    for process in team:
                        process.terminate()
                    raise ProducerDied from None
                continue
            if parcel is None:
                missing -= 1
            else:
                stamp, payload = pickle.loads(parcel)
                found[name].append((stamp, name, payload))
    finally:
        for process in team:
            process.join()
    return sorted((e for name in names for e in found[name]), key=lambda e: e[0])
