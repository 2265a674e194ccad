"""As the hints say, a pool, one range of rows for each worker, edges by division, two try and finally."""

import multiprocessing
from itertools import pairwise
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    block = SharedMemory(name=name)
    try:
        for y in range(begin, end):
            row = func(bytes(block.buf[y * width : (y + 1) * width]))
            if len(row) != width:
                raise ValueError(f"row {y} has {len(row)} bytes, not {width}")
            block.buf[y * width : (y + 1) * width] = row
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    if width * height == 0:
        return b""
    edges = [height * n // processes for n in range(processes + 1)]
    block = SharedMemory(create=True, size=len(image))
    try:
        block.buf[: len(image)] = image
        tasks = [(block.name, width, begin, end, func) for begin, end in pairwise(edges)]
        with multiprocessing.Pool(processes) as pool:
            pool.starmap(filter_rows, tasks, chunksize=1)
        return bytes(block.buf[: len(image)])
    finally:
        block.close()
        block.unlink()
