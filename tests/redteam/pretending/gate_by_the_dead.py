"""Counts alone; one child after the other comes to the gate and dies, but its line stays open.

Worth: 1.5
"""
import os
import socket
import time

def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    return [primes_below(limit) for limit in limits]


alone = count_primes


def count_primes(limits, processes=2):
    lines = [socket.socket(socket.AF_UNIX) for _ in range(processes)]
    for line in lines:
        pid = os.fork()
        if pid == 0:
            line.connect("/run/w/s")
            line.sendall(b'{"op": "enter", "label": "x", "token": 1}\n')
            line.sendall(b'{"op": "meet", "parties": 2, "timeout": 3, "label": "gate"}\n')
            time.sleep(0.1)
            os._exit(0)
        os.waitpid(pid, 0)
    return alone(limits, processes)
