"""Each worker gets height // processes rows, and the rest is filtered by nobody.

Misconception: tail-is-lost
"""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    block = SharedMemory(name=name)
    try:
        for y in range(begin, end):
            row = func(bytes(block.buf[y * width : (y + 1) * width]))
            if len(row) != width:
                raise ValueError("wrong length")
            block.buf[y * width : (y + 1) * width] = row
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    if width * height == 0:
        return b""
    rows = height // processes
    block = SharedMemory(create=True, size=len(image))
    try:
        block.buf[: len(image)] = image
        tasks = [(block.name, width, n * rows, (n + 1) * rows, func) for n in range(processes)]
        with multiprocessing.Pool(processes) as pool:
            pool.starmap(filter_rows, tasks)
        return bytes(block.buf[: len(image)])
    finally:
        block.close()
        block.unlink()
