"""The child's target is the library's own time.sleep: no frame of the learner's at all."""

import multiprocessing
import time


def main():
    process = multiprocessing.Process(target=time.sleep, args=(1.4,))
    process.start()
    process.join()
    return process.exitcode
