"""The block itself travels: pickled, it is its name. Each row a task; the tasks take turns."""
import contextlib
import multiprocessing
from multiprocessing.shared_memory import SharedMemory


@contextlib.contextmanager
def new_block(content):
    block = SharedMemory(create=True, size=len(content))
    try:
        block.buf[: len(content)] = content
        yield block
    finally:
        block.close()
        block.unlink()


def step(block, start, stop, func):
    try:
        old = bytes(block.buf[start:stop])
        new = func(old)
        if len(new) != len(old):
            raise ValueError(f"{len(old)} pixels in, {len(new)} out")
        block.buf[start:stop] = new
    finally:
        block.close()


def row_filter(image, width, height, func, processes=2):
    if width * height == 0:
        return b""
    with new_block(image) as block:
        with multiprocessing.Pool(processes) as pool:
            handles = [
                pool.apply_async(step, (block, y * width, (y + 1) * width, func))
                for y in range(height)
            ]
            for handle in handles:
                handle.get()
            pool.close()
            pool.join()
        return bytes(block.buf[: width * height])
