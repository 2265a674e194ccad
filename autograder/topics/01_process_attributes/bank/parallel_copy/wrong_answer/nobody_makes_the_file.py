"""Nobody makes the copy before the parts write to it.

Misconception: no-file-to-write-into
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
    ps = []
    for i in range(parts):
        start = size * i // parts
        end = size * (i + 1) // parts
        p = Process(target=copy_range, args=(src, dst, start, end - start))
        p.start()
        ps.append(p)
    for p in ps:
        p.join()
    return size
