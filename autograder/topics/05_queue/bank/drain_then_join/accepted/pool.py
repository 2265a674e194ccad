"""A pool with a worker for each name."""

import multiprocessing


def safely(make, name, size):
    try:
        return name, make(name, size)
    except Exception:
        return name, None


def drain_then_join(make, names, size):
    if not names:
        return {}
    pool = multiprocessing.Pool(len(names))
    try:
        return dict(pool.starmap(safely, [(make, name, size) for name in names], chunksize=1))
    finally:
        pool.close()
        pool.join()
