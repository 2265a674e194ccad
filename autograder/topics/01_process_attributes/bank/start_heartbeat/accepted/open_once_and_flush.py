"""Opens the file once, prints into it with flush=True, and sets p.daemon before start()."""

import multiprocessing
import os
import time


def beat(path, interval):
    with open(path, "a", encoding="ascii") as file:
        while True:
            print(os.getpid(), file=file, flush=True)
            time.sleep(interval)


def start_heartbeat(path, interval):
    p = multiprocessing.Process(target=beat, kwargs={"path": path, "interval": interval})
    p.daemon = True
    p.start()
    return p
