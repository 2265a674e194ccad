"""Forgets the number of bytes.

Misconception: shown-not-returned
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
    ps = []
    for i in range(parts):
        start = size * i // parts
        end = size * (i + 1) // parts
        ps.append(Process(target=copy_range, args=(src, dst, start, end - start)))
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    if any(p.exitcode for p in ps):
        raise OSError("copy failed")
    print(size, "bytes copied")
