"""The learner prepares dst first and believes that the order of the two steps does not matter.

Misconception: emptied-before-looking
"""
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        target.write(source.read(length))


def parallel_copy(src, dst, parts=2):
    processes = []
    with open(dst, "wb") as target:
        size = os.path.getsize(src)
        target.truncate(size)
    for i in range(parts):
        begin = size * i // parts
        end = size * (i + 1) // parts
        p = multiprocessing.Process(target=copy_range, args=(src, dst, begin, end - begin))
        processes.append(p)
        p.start()
    for p in processes:
        p.join()
    for p in processes:
        if p.exitcode != 0:
            raise OSError("copying failed")
    return size
