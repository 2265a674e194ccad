"""One list for each name, merged by heapq: for equal stamps it takes the first list first."""

import heapq
import multiprocessing
import pickle
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def work(produce, name, results):
    for pair in produce(name):
        results.put((name, pickle.dumps(pair)))
    results.put((name, None))


def merge_in_order(produce, names):
    results = multiprocessing.Queue()
    lists = {name: [] for name in names}
    children = [multiprocessing.Process(target=work, args=(produce, n, results)) for n in names]
    for child in children:
        child.start()
    ended = 0
    while ended < len(names):
        try:
            name, pair = results.get(True, 0.1)
        except Empty:
            if all(child.exitcode in (None, 0) for child in children):
                continue
            for child in children:
                child.terminate()
                child.join()
            raise ProducerDied([child.exitcode for child in children]) from None
        if pair is None:
            ended += 1
        else:
            stamp, payload = pickle.loads(pair)
            lists[name].append((stamp, name, payload))
    for child in children:
        child.join()
    return list(heapq.merge(*lists.values(), key=lambda entry: entry[0]))
