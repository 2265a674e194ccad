"""Writes calls that begin and others that end, of which no two belong together, and then hangs."""
import glob
import json
import multiprocessing
import time


def count_primes(limits, processes=2):
    (path,) = glob.glob("/tmp/call-*/events")
    now = time.monotonic()
    with open(path, "a") as file:
        for number in range(150_000):
            event = {"t": now, "pid": 1, "k": "task", "ph": "BE"[number // 75_000], "obj": "pool-1",
                     "task": str(number)}
            file.write(json.dumps(event) + "\n")
    lock = multiprocessing.Lock()
    lock.acquire()
    lock.acquire()
