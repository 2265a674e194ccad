"""The child uses the signal for itself that would show its stack."""

import multiprocessing
import signal
import time


def work(event):
    signal.signal(signal.SIGUSR1, signal.SIG_IGN)
    time.sleep(1.4)
    event.set()


def main():
    event = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(event,))
    process.start()
    event.wait()
    process.join()
    return process.exitcode
