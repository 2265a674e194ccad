"""The parent reads a named pipe that a child writes late: nothing of multiprocessing."""

import multiprocessing
import os
import time


def work(path):
    time.sleep(1.4)
    with open(path, "w") as file:
        file.write("late")


def main():
    os.mkfifo("fifo")
    process = multiprocessing.Process(target=work, args=("fifo",))
    process.start()
    with open("fifo") as file:
        found = file.read()
    process.join()
    return found
