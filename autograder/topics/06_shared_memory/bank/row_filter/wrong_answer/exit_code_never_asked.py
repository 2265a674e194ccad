"""A process that fails says nothing, and nobody looks at its exit code.

Misconception: a-child-that-fails-is-silent
"""
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


def filter_rows(name, width, rows, func):
    block = SharedMemory(name=name)
    try:
        for y in rows:
            block.buf[y * width : (y + 1) * width] = func(bytes(block.buf[y * width : (y + 1) * width]))
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    if not image:
        return b""
    block = SharedMemory(create=True, size=len(image))
    try:
        block.buf[: len(image)] = image
        workers = [
            multiprocessing.Process(
                target=filter_rows, args=(block.name, width, range(n, height, processes), func)
            )
            for n in range(processes)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return bytes(block.buf[: len(image)])
    finally:
        block.close()
        block.unlink()
