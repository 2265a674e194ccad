"""The learner believes that a part of no bytes, or a file of no bytes, needs no look at src or dst.

Misconception: no-file-to-write-into
"""
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    if length == 0:
        return
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        target.write(source.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    if size == 0:
        return 0
    with open(dst, "wb") as target:
        target.truncate(size)
    processes = []
    for i in range(parts):
        begin, end = size * i // parts, size * (i + 1) // parts
        p = multiprocessing.Process(target=copy_range, args=(src, dst, begin, end - begin))
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
    if any(p.exitcode != 0 for p in processes):
        raise OSError("a part is missing")
    return size
