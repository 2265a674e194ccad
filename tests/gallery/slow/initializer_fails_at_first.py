"""The first dozen workers fail in their initializer, and the next ones do not."""

import multiprocessing


def prepare(tries):
    with tries.get_lock():
        tries.value += 1
        if tries.value <= 12:
            raise RuntimeError("not yet")


def main():
    tries = multiprocessing.Value("i", 0)
    with multiprocessing.Pool(2, initializer=prepare, initargs=(tries,)) as team:
        return team.map(abs, range(3))
