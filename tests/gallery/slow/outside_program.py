"""The child waits for another program, which is no Python."""

import multiprocessing
import subprocess


def work():
    subprocess.run(["sleep", "1.4"], check=True)


def main():
    process = multiprocessing.Process(target=work)
    process.start()
    process.join()
    return process.exitcode
