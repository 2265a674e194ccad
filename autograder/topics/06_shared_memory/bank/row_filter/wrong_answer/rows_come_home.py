"""A pool filters the rows, and all pixels travel twice.

Misconception: pixels-travel
"""
import multiprocessing


def check(job):
    func, row = job
    new = func(row)
    if len(new) != len(row):
        raise ValueError("wrong length")
    return new


def row_filter(image, width, height, func, processes=2):
    rows = [(func, image[y * width : (y + 1) * width]) for y in range(height)]
    with multiprocessing.Pool(processes) as pool:
        return b"".join(pool.map(check, rows, chunksize=1))
