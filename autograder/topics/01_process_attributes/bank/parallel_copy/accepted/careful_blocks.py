from __future__ import annotations

import multiprocessing
import os
from itertools import pairwise

BLOCK = 1 << 20


def copy_range(src: str, dst: str, offset: int, length: int) -> None:
    """Copy one range in blocks, so that a huge file does not have to fit into memory."""
    with open(src, "rb") as source, open(dst, "r+b") as target:
        source.seek(offset)
        target.seek(offset)
        left = length
        while left > 0:
            block = source.read(min(BLOCK, left))
            if not block:
                raise OSError(f"{src!r} has become shorter while it was copied")
            target.write(block)
            left -= len(block)


def parallel_copy(src: str, dst: str, parts: int = 2) -> int:
    with open(src, "rb") as source:  # FileNotFoundError, IsADirectoryError: before dst is touched
        size = source.seek(0, os.SEEK_END)
    with open(dst, "wb") as target:
        target.truncate(size)

    started: list[multiprocessing.Process] = []
    try:
        for begin, end in pairwise(size * i // parts for i in range(parts + 1)):
            process = multiprocessing.Process(
                target=copy_range, args=(src, dst, begin, end - begin), name=f"copy-{begin}-{end}"
            )
            process.start()
            started.append(process)
    finally:
        for process in started:
            process.join()

    failed = [process.name for process in started if process.exitcode != 0]
    if failed:
        raise OSError(f"could not copy {', '.join(failed)} of {src!r} to {dst!r}")
    return size
