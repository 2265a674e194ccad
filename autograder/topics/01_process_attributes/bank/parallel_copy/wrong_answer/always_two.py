"""Two processes, whatever `parts` says.

Misconception: parts-ignored
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
    half = size // 2
    p1 = Process(target=copy_range, args=(src, dst, 0, half))
    p2 = Process(target=copy_range, args=(src, dst, half, size - half))
    p1.start()
    p2.start()
    p1.join()
    p2.join()
    if p1.exitcode or p2.exitcode:
        raise OSError("copy failed")
    return size
