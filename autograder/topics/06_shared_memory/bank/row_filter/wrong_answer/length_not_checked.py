"""Lengths are not compared: what is too short is filled up.

Misconception: short-row-moves-the-rest
"""
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, begin, end, func):
    block = SharedMemory(name=name)
    try:
        for y in range(begin, end):
            row = func(bytes(block.buf[y * width : (y + 1) * width]))
            block.buf[y * width : y * width + len(row)] = row
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    size = width * height
    if size == 0:
        return b""
    block = SharedMemory(create=True, size=size)
    try:
        block.buf[:size] = image
        edges = [height * n // processes for n in range(processes + 1)]
        jobs = [
            (block.name, width, begin, end, func) for begin, end in zip(edges, edges[1:])
        ]
        with multiprocessing.Pool(processes) as pool:
            pool.starmap(filter_rows, jobs, chunksize=1)
            pool.close()
            pool.join()
        return bytes(block.buf[:size])
    finally:
        block.close()
        block.unlink()
