"""Process objects, started and joined, and nobody looks at how they ended: the exception of func is lost.

Misconception: a-child-that-fails-is-silent
"""

import multiprocessing
from itertools import pairwise
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
    edges = [height * n // processes for n in range(processes + 1)]
    block = SharedMemory(create=True, size=len(image))
    try:
        block.buf[: len(image)] = image
        workers = [
            multiprocessing.Process(target=filter_rows, args=(block.name, width, begin, end, func))
            for begin, end in pairwise(edges)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return bytes(block.buf[: len(image)])
    finally:
        block.close()
        block.unlink()
