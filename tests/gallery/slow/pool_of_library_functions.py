"""The pool's function is the library's own time.sleep: no frame of the learner's in the worker."""

import multiprocessing
import time


def main():
    with multiprocessing.Pool(2) as pool:
        return pool.map(time.sleep, [1.4, 1.4])
