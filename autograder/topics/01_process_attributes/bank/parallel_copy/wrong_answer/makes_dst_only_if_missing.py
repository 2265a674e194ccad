"""The learner wants to be kind to a dst that exists, and believes that r+b replaces what is in it.

Misconception: old-end-stays
"""
import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        target.write(source.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    if not os.path.exists(dst):
        open(dst, "wb").close()
    processes = []
    for i in range(parts):
        begin = size * i // parts
        end = size * (i + 1) // parts
        processes.append(
            multiprocessing.Process(target=copy_range, args=(src, dst, begin, end - begin))
        )
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    if any(process.exitcode != 0 for process in processes):
        raise OSError("not everything was copied")
    return size
