"""Gives the nursery orders of its own: nonsense, and processes that should outlive the run."""
import json
import multiprocessing
import os
import socket
from multiprocessing import util

STAY = "import os, time\nfor _ in range(3):\n    os.fork()\nos.setsid()\ntime.sleep(600)\n"


def order(line, code, numbers, head=None):
    request = {
        "code": code, "arguments": [], "numbers": numbers, "environment": {"PYTHONHOME": "/"},
        "mask": 0, "ignored": list(range(1, 32)), "blocked": list(range(1, 65)),
    }
    data = json.dumps(request).encode()
    folder = os.open("/", os.O_RDONLY)
    head = len(data).to_bytes(4, "big") if head is None else head
    socket.send_fds(line, [head], [folder, 0, 1, 2, *range(3, 3 + len(numbers) - 3)])
    line.sendall(data)


def count_primes(limits, processes=2):
    line = getattr(getattr(util.spawnv_passfds, "__self__", None), "_line", None)
    if line is not None:
        for _ in range(5):
            order(line, STAY, [0, 1, 2])
        order(line, STAY, [0, 1, 2], head=b"\xff\xff\xff\xff")
        order(line, "os._exit(", [0, 1, 2])
    multiprocessing.Process(target=print).start()
    return [0 for _ in limits]
