"""A process made by os.fork alone does the work."""

import multiprocessing
import os
import time


def main():
    event = multiprocessing.Event()
    pid = os.fork()
    if pid == 0:
        time.sleep(1.4)
        event.set()
        os._exit(0)
    event.wait()
    return os.waitpid(pid, 0)[1]
