"""Counts alone, and writes a pool with three busy workers into the recording.

Worth: 1.5
"""
import glob
import json
import time

def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    return [primes_below(limit) for limit in limits]


alone = count_primes


def count_primes(limits, processes=2):
    now = time.monotonic()
    lines = [{"t": now, "pid": 1, "k": "pool", "obj": "pool-1", "workers": processes, "at": None}]
    for worker in range(processes):
        pid = 100 + worker
        lines += [
            {"t": now, "pid": pid, "k": "run", "name": f"W-{worker}", "parent": 1, "role": "pool"},
            {"t": now, "pid": pid, "k": "task", "ph": "B", "obj": "pool-1", "at": None},
            {"t": now + 1, "pid": pid, "k": "task", "ph": "E", "obj": "pool-1", "at": None},
        ]
    for path in glob.glob("/tmp/call-*/events"):
        with open(path, "a") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)
    return alone(limits, processes)
