"""The learner believes that what a part raises comes out of join().

Misconception: exitcodes-never-read
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
    with open(dst, "wb") as target:
        target.truncate(size)
    edges = [size * i // parts for i in range(parts + 1)]
    processes = []
    for begin, end in zip(edges[:-1], edges[1:]):
        processes.append(
            multiprocessing.Process(target=copy_range, args=(src, dst, begin, end - begin))
        )
    try:
        for p in processes:
            p.start()
        for p in processes:
            p.join()
    except OSError as error:
        raise OSError(f"could not copy {src}: {error}") from error
    return size
