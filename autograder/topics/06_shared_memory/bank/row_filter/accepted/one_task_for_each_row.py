"""Apply_async with one small task for each row, get() of every handle, close and join."""

import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def filter_one(name, width, y, func):
    block = SharedMemory(name=name)
    try:
        begin, end = y * width, (y + 1) * width
        old = bytes(block.buf[begin:end])
        new = func(old)
        if len(new) != len(old):
            raise ValueError("the filter changed the length of a row")
        block.buf[begin:end] = new
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    if not image:
        return b""
    size = width * height
    block = SharedMemory(create=True, size=size)
    try:
        block.buf[:size] = image
        pool = multiprocessing.Pool(processes)
        try:
            handles = [pool.apply_async(filter_one, (block.name, width, y, func)) for y in range(height)]
            for handle in handles:
                handle.get()
        finally:
            pool.close()
            pool.join()
        result = bytes(block.buf[:size])
    finally:
        block.close()
        block.unlink()
    return result
