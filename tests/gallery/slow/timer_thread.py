"""A thread of the parent will put the item in two seconds."""

import multiprocessing
import threading


def main():
    queue = multiprocessing.Queue()
    threading.Timer(1.4, queue.put, ["late"]).start()
    return queue.get()
