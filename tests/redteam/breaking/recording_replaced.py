"""Puts a folder in the place of the recording, and pipes and links in those of the stacks."""
import glob
import os
import time


def count_primes(limits, processes=2):
    (stage,) = glob.glob("/tmp/call-*")
    os.rename(f"{stage}/events", f"{stage}/moved")
    os.mkdir(f"{stage}/events")
    for number in range(300, 500):
        os.mkfifo(f"{stage}/stacks/{number}.txt")
        os.symlink("/dev/zero", f"{stage}/stacks/{number + 1000}.txt")
        os.mkdir(f"{stage}/stacks/{number + 2000}.txt")
    time.sleep(60)
