"""Writes with os.write to a descriptor for appending."""

import itertools
import os
import time
from multiprocessing import Process


def pulse(path, interval):
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    began = time.monotonic()
    for number in itertools.count(1):
        os.write(fd, f"{os.getpid()}\n".encode())
        time.sleep(max(0, began + number * interval - time.monotonic()))


def start_heartbeat(path, interval):
    (heart := Process(target=pulse, args=[path, interval], daemon=True)).start()
    return heart
