"""A future for each producer, in an executor."""

import multiprocessing
import pickle
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from itertools import chain


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def everything(produce, name):
    return [pickle.loads(pickle.dumps((stamp, name, what))) for stamp, what in produce(name)]


def merge_in_order(produce, names):
    if not names:
        return []
    executor = ProcessPoolExecutor(len(names))
    futures = [executor.submit(everything, produce, name) for name in names]
    done, _ = wait(futures, return_when=FIRST_EXCEPTION)
    if any(future.exception() for future in done):
        for child in multiprocessing.active_children():
            child.kill()
        executor.shutdown()
        raise ProducerDied("one of them")
    executor.shutdown()
    return sorted(chain.from_iterable(f.result() for f in futures), key=lambda entry: entry[0])
