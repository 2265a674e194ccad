"""An executor with an initializer; the Array under the name of a class."""
import ctypes
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


class Shared:
    totals = None


def set_up(totals):
    Shared.totals = totals


def add(part):
    mine = [sum(size for h, size in part if h == hour) for hour in range(24)]
    with Shared.totals.get_lock():
        for hour, size in enumerate(mine):
            Shared.totals[hour] += size


def histogram(records, processes=2):
    totals = multiprocessing.Array(ctypes.c_int64, 24)
    with ProcessPoolExecutor(processes, initializer=set_up, initargs=(totals,)) as executor:
        futures = [executor.submit(add, records[n::processes]) for n in range(processes)]
        for future in futures:
            future.result()
    return list(totals)
