"""I believe: when I raise, my daemons are of no interest to anybody any more.

Misconception: producers-left-running
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
    team = {}
    for name in names:
        team[name] = multiprocessing.Process(
            target=send_all, args=(produce, name, results), daemon=True
        )
        team[name].start()
    found = {name: [] for name in names}
    missing = set(names)
    while missing:
        for name, process in team.items():
            if process.exitcode not in (None, 0):
                raise ProducerDied(name)
        try:
            name, parcel = results.get(timeout=0.2)
        except Empty:
            continue
        if parcel is None:
            missing.remove(name)
        else:
            stamp, payload = pickle.loads(parcel)
            found[name].append((stamp, name, payload))
    for process in team.values():
        process.join()
    everything = []
    for name in names:
        everything += found[name]
    everything.sort(key=lambda entry: entry[0])
    return everything
