"""The parent asks again and again, with little sleeps between, and nothing else moves."""

import multiprocessing
import time


def work(event):
    event.wait()


def main():
    event = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(event,))
    process.start()
    for _ in range(50):
        if not process.is_alive():
            break
        time.sleep(0.05)
    event.set()
    process.join()
    return process.exitcode
