"""What a process does with its time: it computes, sleeps, or stands in line for a processor.

Needs nothing but the standard library, so that scenarios can ask it of the student's process.
"""

from __future__ import annotations

import time


def stood_in_line(pid: int | None = None) -> float | None:
    """Seconds that the main thread was ready to run and had no processor; None if not known.

    `pid` None: of this process. Linux alone tells.
    """
    try:
        with open(f"/proc/{pid or 'self'}/schedstat", "rb") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return None


def asleep() -> float:
    """A clock in seconds that runs while this process sleeps; only differences mean something.

    It stands while a thread computes, and, where that is known, while the main thread stands in
    line: however crowded the machine is, what never sleeps does not make it run.
    """
    return time.monotonic() - time.process_time() - (stood_in_line() or 0.0)
