"""The learner believes that "wb" with a seek writes only from that place on.

Misconception: each-part-empties-the-file
"""
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as source, open(dst, "wb") as target:
        source.seek(offset)
        target.seek(offset)
        target.write(source.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
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
