"""Becomes root of a user namespace of its own, and mounts the machine's disk."""
import ctypes
import os


def count_primes(limits, processes=2):
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(0x10000000 | 0x00020000) == 0:
        print("canary-namespace")
        if library.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
            print("canary-mount")
    flags = 0x10000000 | 17
    pid = library.syscall(56, flags, 0, 0, 0, 0)
    if pid == 0:
        os._exit(0)
    if pid > 0:
        print("canary-clone")
    return [0 for _ in limits]
