"""Close() and unlink() stand behind the pool, without try and finally, so an exception leaves the block behind.

Misconception: block-never-unlinked
"""

import multiprocessing
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    block = SharedMemory(name=name)
    for y in range(begin, end):
        row = func(bytes(block.buf[y * width : (y + 1) * width]))
        if len(row) != width:
            raise ValueError("wrong length")
        block.buf[y * width : (y + 1) * width] = row
    block.close()


def row_filter(image, width, height, func, processes=2):
    if width * height == 0:
        return b""
    edges = [height * n // processes for n in range(processes + 1)]
    block = SharedMemory(create=True, size=len(image))
    block.buf[: len(image)] = image
    tasks = [(block.name, width, begin, end, func) for begin, end in pairwise(edges)]
    with multiprocessing.Pool(processes) as pool:
        pool.starmap(filter_rows, tasks)
    result = bytes(block.buf[: len(image)])
    block.close()
    block.unlink()
    return result
