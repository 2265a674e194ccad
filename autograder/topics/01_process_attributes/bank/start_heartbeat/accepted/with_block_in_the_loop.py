"""As Hint 2 says, opens with "a" for each beat, daemon in the constructor."""

import multiprocessing
import os
import time


def beat(path, interval):
    while True:
        with open(path, "a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(interval)


def start_heartbeat(path, interval):
    heart = multiprocessing.Process(target=beat, args=(path, interval), daemon=True)
    heart.start()
    return heart
