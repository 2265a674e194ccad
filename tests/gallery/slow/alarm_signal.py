"""A timer's signal ends a wait that nothing else would end."""

import multiprocessing
import signal


class Enough(Exception):
    pass


def enough(*_):
    raise Enough


def main():
    event = multiprocessing.Event()
    signal.signal(signal.SIGALRM, enough)
    signal.setitimer(signal.ITIMER_REAL, 1.4)
    try:
        event.wait()
    except Enough:
        return "woken"
