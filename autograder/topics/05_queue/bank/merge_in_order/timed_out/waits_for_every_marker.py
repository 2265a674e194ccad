"""Waits until each producer has put its end marker.

Misconception: dead-producer-not-noticed
"""

import copy
import multiprocessing


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def producer(produce, place, name, q):
    for entry, (stamp, payload) in enumerate(produce(name)):
        q.put((stamp, place, entry, name, copy.deepcopy(payload)))
    q.put(None)


def merge_in_order(produce, names):
    q = multiprocessing.Queue()
    ps = [
        multiprocessing.Process(target=producer, args=(produce, i, name, q))
        for i, name in enumerate(names)
    ]
    for p in ps:
        p.start()
    found = []
    ends = 0
    while ends < len(ps):
        item = q.get()
        if item is None:
            ends += 1
        else:
            found.append(item)
    for p in ps:
        p.join()
        if p.exitcode:
            raise ProducerDied(p.name)
    found.sort(key=lambda item: item[:3])
    return [(stamp, name, payload) for stamp, place, entry, name, payload in found]
