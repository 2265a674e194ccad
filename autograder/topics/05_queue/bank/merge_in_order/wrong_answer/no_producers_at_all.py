"""Calls produce itself.

Misconception: parent-does-the-work
"""

import multiprocessing
import pickle
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def merge_in_order(produce, names):
    merged = []
    for name in names:
        merged += [(stamp, name, pickle.loads(pickle.dumps(p))) for stamp, p in produce(name)]
    return sorted(merged, key=lambda entry: entry[0])
