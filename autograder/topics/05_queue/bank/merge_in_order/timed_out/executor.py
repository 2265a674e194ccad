"""I believe: a ProcessPoolExecutor does all that: a process for each name, and it notices deaths.

Misconception: dead-producer-not-noticed
"""
import multiprocessing
import pickle
from concurrent.futures import ProcessPoolExecutor


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name):
    return [pickle.dumps(entry) for entry in produce(name)]


def merge_in_order(produce, names):
    if not names:
        return []
    entries = []
    with ProcessPoolExecutor(
        max_workers=len(names), mp_context=multiprocessing.get_context()
    ) as executor:
        futures = [executor.submit(send_all, produce, name) for name in names]
        for name, future in zip(names, futures):
            try:
                parcels = future.result()
            except BaseException as error:
                raise ProducerDied(name) from error
            for parcel in parcels:
                stamp, payload = pickle.loads(parcel)
                entries.append((stamp, name, payload))
    entries.sort(key=lambda entry: entry[0])
    return entries
