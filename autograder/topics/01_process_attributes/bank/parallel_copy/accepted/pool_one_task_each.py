import multiprocessing
import os


def copy_range(src, dst, offset, length):
    with open(src, "rb") as fin, open(dst, "r+b") as fout:
        fin.seek(offset)
        fout.seek(offset)
        fout.write(fin.read(length))


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "wb") as fout:
        fout.truncate(size)
    jobs = []
    for i in range(parts):
        begin = size * i // parts
        end = size * (i + 1) // parts
        jobs.append((src, dst, begin, end - begin))
    # each process of the pool copies one range and goes home
    pool = multiprocessing.Pool(parts, maxtasksperchild=1)
    try:
        pool.starmap(copy_range, jobs, chunksize=1)  # an OSError comes home by itself
    finally:
        pool.close()
        pool.join()
    return size
