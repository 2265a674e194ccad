"""The learner took the class notes' size // 2 and made size // parts of it.

Misconception: odd-byte-lost
"""
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f:
        f.seek(offset)
        data = f.read(length)
    with open(dst, "r+b") as f:
        f.seek(offset)
        f.write(data)


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "wb") as f:
        f.truncate(size)
    part = size // parts
    processes = []
    for i in range(parts):
        p = multiprocessing.Process(target=copy_range, args=(src, dst, i * part, part))
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
    if any(p.exitcode != 0 for p in processes):
        raise OSError("copy failed")
    return size
