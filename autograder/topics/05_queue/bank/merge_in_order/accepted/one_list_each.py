"""Each producer collects its own list and sends it at the end."""

import multiprocessing
import pickle
import queue


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def collect(produce, name, answers):
    pickled = [pickle.dumps((stamp, name, payload)) for stamp, payload in produce(name)]
    answers.put((name, pickled))


def merge_in_order(produce, names):
    answers = multiprocessing.Queue()
    processes = {
        name: multiprocessing.Process(target=collect, args=(produce, name, answers))
        for name in names
    }
    for process in processes.values():
        process.start()
    lists = {}
    dead = None
    while len(lists) < len(names) and dead is None:
        try:
            name, pickled = answers.get(timeout=0.25)
            lists[name] = [pickle.loads(item) for item in pickled]
        except queue.Empty:
            for name, process in processes.items():
                if process.exitcode:
                    dead = name
    for process in processes.values():
        if dead is not None:
            process.terminate()
        process.join()
    if dead is not None:
        raise ProducerDied(dead)
    merged = []
    for name in names:
        merged.extend(lists[name])
    return sorted(merged, key=lambda item: item[0])
