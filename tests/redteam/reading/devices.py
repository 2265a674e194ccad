"""Reads the kernel's memory and the machine's disks."""
import glob
import os


def count_primes(limits, processes=2):
    for path in ["/proc/kcore", "/dev/mem", "/dev/kmem", *glob.glob("/dev/[sv]d*"), *glob.glob("/dev/loop*")]:
        try:
            print("canary-device", os.open(path, os.O_RDONLY))
        except OSError:
            pass
    try:
        os.mknod("/tmp/disk", 0o660 | 0o060000, os.makedev(8, 0))
        print("canary-mknod")
    except OSError:
        pass
    return [0 for _ in limits]
