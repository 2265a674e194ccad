"""The copy has the right size, but its last byte is 0.

Misconception: odd-byte-lost
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
    length = size // parts
    ps = [Process(target=copy_range, args=(src, dst, i * length, length)) for i in range(parts)]
    for p in ps:
        p.start()
    for p in ps:
        p.join()
    if any(p.exitcode for p in ps):
        raise OSError("copy failed")
    return size
