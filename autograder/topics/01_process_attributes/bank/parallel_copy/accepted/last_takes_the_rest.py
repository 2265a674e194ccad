"""The last part takes the rest."""

import os
from multiprocessing import Process
from pathlib import Path


def copy_range(src, dst, offset, length):
    with open(src, "rb") as f:
        f.seek(offset)
        data = f.read(length)
    with open(dst, "rb+") as f:
        f.seek(offset)
        f.write(data)


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    Path(dst).write_bytes(b"\0" * size)
    length = size // parts
    processes = []
    for i in range(parts):
        if i == parts - 1:
            n = size - length * (parts - 1)
        else:
            n = length
        p = Process(target=copy_range, args=(src, dst, i * length, n))
        p.start()
        processes.append(p)
    for p in processes:
        p.join()
    for p in processes:
        if p.exitcode:
            raise OSError(f"{p.name} ended with {p.exitcode}")
    return os.path.getsize(dst)
