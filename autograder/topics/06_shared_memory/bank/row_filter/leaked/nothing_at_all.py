"""No clean-up at all: Python will do it.

Misconception: block-never-unlinked
"""
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    block = SharedMemory(name=name)
    for y in range(begin, end):
        row = func(bytes(block.buf[y * width : (y + 1) * width]))
        if len(row) != width:
            raise ValueError("wrong length")
        block.buf[y * width : (y + 1) * width] = row


def row_filter(image, width, height, func, processes=2):
    if not image:
        return b""
    block = SharedMemory(create=True, size=len(image))
    block.buf[: len(image)] = image
    with multiprocessing.Pool(processes) as pool:
        jobs = [
            (block.name, width, height * n // processes, height * (n + 1) // processes, func)
            for n in range(processes)
        ]
        pool.starmap(filter_rows, jobs, 1)
        pool.close()
        pool.join()
    return bytes(block.buf[: len(image)])
