"""The parent joins with a timeout a child that waits for ever, and ends it."""

import multiprocessing


def work(event):
    event.wait()


def main():
    event = multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(event,))
    process.start()
    process.join(1.6)
    process.terminate()
    process.join()
    return process.exitcode
