"""A plain Lock is acquired twice by the same process.

pattern: self-deadlock
says: The parent, `lock`, itself
"""

import multiprocessing


def add(lock, value):
    with lock:  # waits
        value.value += 1


def main():
    lock = multiprocessing.Lock()
    value = multiprocessing.Value("i", 0)
    with lock:
        add(lock, value)
    return value.value
