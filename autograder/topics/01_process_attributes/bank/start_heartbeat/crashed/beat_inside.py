"""The beat is a function inside the function.

Misconception: worker-inside-a-function
"""

import os
import time
from multiprocessing import Process


def start_heartbeat(path, interval):
    def beat():
        while True:
            with open(path, "a") as f:
                f.write(f"{os.getpid()}\n")
            time.sleep(interval)

    p = Process(target=beat, daemon=True)
    p.start()
    return p
