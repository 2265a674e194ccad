"""Starts and joins in one loop.

Misconception: join-inside-the-start-loop
"""

import os
from multiprocessing import Process


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f, open(dst, "r+b") as g:
        f.seek(offset)
        g.seek(offset)
        g.write(f.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "wb") as f:
        f.truncate(size)
    for i in range(parts):
        start = size * i // parts
        end = size * (i + 1) // parts
        p = Process(target=copy_range, args=(src, dst, start, end - start))
        p.start()
        p.join()
        if p.exitcode:
            raise OSError("copy failed")
    return size
