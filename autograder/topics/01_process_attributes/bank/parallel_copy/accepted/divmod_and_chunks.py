"""divmod shares the rest among the first parts; copies in chunks."""

import os
from multiprocessing import Process

CHUNK = 64 * 1024


def copy_range(src, dst, offset, length):
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        while length > 0:
            piece = source.read(min(CHUNK, length))
            if not piece:
                break
            target.write(piece)
            length -= len(piece)


def parallel_copy(src, dst, parts=2):
    size = os.path.getsize(src)
    with open(dst, "wb") as f:
        f.truncate(size)
    base, rest = divmod(size, parts)
    offset = 0
    workers = []
    for i in range(parts):
        length = base + (1 if i < rest else 0)
        workers.append(Process(target=copy_range, args=(src, dst, offset, length)))
        offset += length
    for w in workers:
        w.start()
    for w in workers:
        w.join()
    if any(w.exitcode != 0 for w in workers):
        raise OSError("a part could not be copied")
    return size
