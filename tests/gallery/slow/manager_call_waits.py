"""A manager's queue is filled late by a child."""

import multiprocessing
import time


def work(inbox):
    time.sleep(1.4)
    inbox.put("late")


def main():
    with multiprocessing.Manager() as manager:
        inbox = manager.Queue()
        process = multiprocessing.Process(target=work, args=(inbox,))
        process.start()
        found = inbox.get()
        process.join()
        return found
