"""Calls copy_range in a loop.

Misconception: no-process-started
"""

import os


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
        copy_range(src, dst, start, end - start)
    return size
