"""Each part appends.

Misconception: append-ignores-seek
"""

import os
from multiprocessing import Process


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f:
        f.seek(offset)
        data = f.read(length)
    with open(dst, "ab") as f:
        f.seek(offset)
        f.write(data)


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    open(dst, "wb").close()
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
    return size
