"""A pool with one range a task; exceptions come back by themselves."""

import multiprocessing
import os


def copy_range(src, dst, offset, length):
    source = os.open(src, os.O_RDONLY)
    target = os.open(dst, os.O_WRONLY)
    try:
        os.pwrite(target, os.pread(source, length, offset), offset)
    finally:
        os.close(source)
        os.close(target)


def parallel_copy(src, dst, parts=2):
    size = os.stat(src).st_size
    open(dst, "wb").close()
    os.truncate(dst, size)
    edges = [round(size * i / parts) for i in range(parts + 1)]
    jobs = [(src, dst, a, b - a) for a, b in zip(edges, edges[1:])]
    with multiprocessing.Pool(parts) as pool:
        pool.starmap(copy_range, jobs, chunksize=1)
        pool.close()
        pool.join()
    return size
