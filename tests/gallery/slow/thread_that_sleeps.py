"""The child's own thread sleeps, then sets the event on which everybody waits."""

import multiprocessing
import threading
import time


def later(event):
    time.sleep(1.4)
    event.set()


def work(event):
    threading.Thread(target=later, args=(event,)).start()
    event.wait()


def main():
    event = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(event,))
    process.start()
    event.wait()
    process.join()
    return process.exitcode
