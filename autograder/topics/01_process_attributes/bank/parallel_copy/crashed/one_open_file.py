"""Hands open files to the children.

Misconception: open-file-for-a-child
"""

import os
from multiprocessing import Process


def copy_part(f, g, offset, length):
    f.seek(offset)
    g.seek(offset)
    g.write(f.read(length))
    g.flush()


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f, open(dst, "r+b") as g:
        copy_part(f, g, offset, length)


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "wb") as f:
        f.truncate(size)
    with open(src, "rb") as f, open(dst, "r+b") as g:
        for i in range(parts):
            start = size * i // parts
            end = size * (i + 1) // parts
            p = Process(target=copy_part, args=(f, g, start, end - start))
            p.start()
            p.join()
            if p.exitcode:
                raise OSError("copy failed")
    return size
