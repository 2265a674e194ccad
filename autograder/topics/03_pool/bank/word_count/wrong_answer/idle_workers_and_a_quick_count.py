"""Real workers meet at the gate and do nothing, while the parent counts in a quicker way.

Misconception: parent-does-the-work
"""
import os
import time
from collections import Counter

from course.run import witness


def word_count(paths, processes=2):
    crew = []
    for _ in range(processes):
        pid = os.fork()
        if pid == 0:
            with witness.sighting("count_file"):
                witness.meet(processes, 3.0, "gate")
                time.sleep(0.1)
            os._exit(0)
        crew.append(pid)
    total = Counter()
    try:
        for path in paths:
            with open(path, encoding="utf-8") as file:
                text = file.read().casefold()
            for mark in ",.!?;:\"'()":
                text = text.replace(mark, " ")
            total.update(text.split())
    finally:
        for pid in crew:
            os.waitpid(pid, 0)
    return total
