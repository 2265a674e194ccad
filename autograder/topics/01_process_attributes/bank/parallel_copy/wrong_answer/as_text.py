"""Copies text.

Misconception: text-mode-for-bytes
"""

import os
from multiprocessing import Process


def copy_range(src, dst, offset, length):
    with open(src, "r", encoding="utf-8") as f, open(dst, "r+", encoding="utf-8") as g:
        f.seek(offset)
        g.seek(offset)
        g.write(f.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "w") as f:
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
    return size
