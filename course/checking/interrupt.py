"""An interruption that Python swallows is sent once more.

Python raises KeyboardInterrupt in whatever its main thread runs at that moment. In a finalizer, a
`__del__` say, nobody can catch it: it goes to `sys.unraisablehook`, and the program goes on.
"""

from __future__ import annotations

import _thread
import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import Any

AGAIN = 0.05
"""Seconds until it is sent again: the finalizer is over by then. It would be swallowed there."""


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Whoever interrupts the main thread meanwhile gets a KeyboardInterrupt, sooner or later."""
    usual = sys.unraisablehook
    waiting: list[threading.Timer] = []

    def look(lost: Any) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            timer = threading.Timer(AGAIN, _thread.interrupt_main)
            waiting.append(timer)
            timer.start()
        else:
            usual(lost)

    sys.unraisablehook = look
    try:
        yield
        for timer in waiting:
            timer.join()  # the interruption comes now, at the latest
    finally:
        sys.unraisablehook = usual
        for timer in waiting:
            timer.cancel()
