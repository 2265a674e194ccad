"""The kitchen and the web of topic 03_pool: functions that lessons and checks hand to a pool.

What a call does is written in its argument, so that one list can hold every kind of fate, and
so that a message can name it: `cook("soup-4")` works, `cook("burnt-4")` raises. Everything here
can be imported by any process, under every start method. Standard library only.
"""

from __future__ import annotations

import os
import sys
import time

LONG = 30.0
"""Seconds that a `feast` or a `slow` page takes. Longer than any deadline, so that waiting for
one shows; shorter and a patient program would pass for a clever one."""


def square(n: int) -> int:
    """n times n: the smallest of jobs, much cheaper than the way to a worker and back."""
    return n * n


class TooFar(Exception):
    """A page's server is out of reach. Two arguments, and it can travel between processes."""

    def __init__(self, server: str, hops: int) -> None:
        super().__init__(server, hops)
        self.server = server
        self.hops = hops

    def __str__(self) -> str:
        return f"{self.server} is {self.hops} hops away"


def fetch(page: str) -> str | int | None:
    """What stands on `page`, after a little while; the word before the dash says how it goes.

    `page-7` → "text of page-7" · `empty-7` → "" · `blank-7` → None · `zero-7` → 0
    `missing-7` → FileNotFoundError · `secret-7` → PermissionError · `broken-7` → ValueError
    `keyless-7` → KeyError · `far-7` → TooFar("far-7", 7) · `slow-7` takes half a minute
    """
    kind, _, number = page.partition("-")
    time.sleep(0.01)
    match kind:
        case "empty":
            return ""
        case "blank":
            return None
        case "zero":
            return 0
        case "missing":
            raise FileNotFoundError(2, "there is no such page", page)
        case "secret":
            raise PermissionError(13, "you may not read this page", page)
        case "broken":
            raise ValueError(f"{page} is no text")
        case "keyless":
            raise KeyError(page)
        case "far":
            raise TooFar(page, int(number))
        case "slow":
            time.sleep(LONG)
    return f"text of {page}"


class Grumble(Exception):
    """An exception that can't travel: it is rebuilt from its message, but wants two arguments."""

    def __init__(self, cook: str, reason: str) -> None:
        super().__init__(f"{cook} grumbles about {reason}")


def cook(order: str) -> str:
    """The dish for `order`; the word before the dash says how it goes.

    `stew-7` takes a second, `roast-7` five, `feast-7` half a minute. `burnt-7` raises ValueError,
    `grumble-7` an exception that can't be sent to another process. `faint-7`, `struck-7` and
    `home-7` end the process: by `os._exit(7)`, by SIGKILL, by `sys.exit(7)`. All others just work.
    """
    kind, _, number = order.partition("-")
    match kind:
        case "stew":
            time.sleep(1.0)
        case "roast":
            time.sleep(5.0)
        case "feast":
            time.sleep(LONG)
        case "burnt":
            raise ValueError(f"{order} is burnt")
        case "grumble":
            raise Grumble("the cook", order)
        case "faint":
            os._exit(int(number))
        case "struck":
            os.kill(os.getpid(), 9)
            time.sleep(LONG)
        case "home":
            sys.exit(int(number))
    return f"dish of {order}"


def cook_slowly(order: str) -> str:
    """`cook(order)` after 0.3 s: long enough to be seen in a timeline."""
    time.sleep(0.3)
    return cook(order)
