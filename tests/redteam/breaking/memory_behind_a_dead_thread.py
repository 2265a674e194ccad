"""Takes memory in a process whose first thread has ended, and which so looks like a zombie."""
import ctypes
import os
import threading
import time


def hold():
    time.sleep(0.3)
    held = []
    for _ in range(40):
        held.append(b"x" * (64 << 20))
    time.sleep(60)


def count_primes(limits, processes=2):
    if os.fork() == 0:
        threading.Thread(target=hold).start()
        ctypes.CDLL(None).syscall({"x86_64": 60}.get(os.uname().machine, 93), 0)
    time.sleep(8)
    return []
