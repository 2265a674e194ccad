"""Os.open with O_APPEND and os.write, which has no buffer at all."""

import multiprocessing
import os
import time


def beat(path, interval):
    line = str(multiprocessing.current_process().pid).encode() + b"\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    while True:
        os.write(descriptor, line)
        time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(
        target=beat, args=(path, interval), name="heartbeat", daemon=True
    )
    heart.start()
    return heart
