"""So many processes are started, and the parent copies.

Misconception: copied-by-the-parent
"""
import multiprocessing


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f, open(dst, "r+b") as g:
        f.seek(offset)
        g.seek(offset)
        g.write(f.read(length))


def nothing():
    pass


def show(number):
    crew = [multiprocessing.Process(target=nothing) for _ in range(number)]
    for process in crew:
        process.start()
    for process in crew:
        process.join()


def parallel_copy(src, dst, parts=2):
    with open(src, "rb") as f:
        data = f.read()
    show(parts)
    with open(dst, "wb") as g:
        g.write(data)
    return len(data)
