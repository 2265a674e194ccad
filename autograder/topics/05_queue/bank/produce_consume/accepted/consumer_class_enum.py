from __future__ import annotations

import enum
import multiprocessing
from collections.abc import Callable
from typing import Any


class Kind(enum.Enum):
    ITEM = 1
    STOP = 2


class Consumer(multiprocessing.Process):
    def __init__(self, func: Callable, shelf, results) -> None:
        super().__init__()
        self.func = func
        self.shelf = shelf
        self.results = results

    def run(self) -> None:
        while True:
            kind, item = self.shelf.get()
            if kind == Kind.STOP:
                break
            self.results.put(self.func(item))


def produce_consume(func: Callable, items: list[Any], consumers: int = 2) -> list[Any]:
    shelf: multiprocessing.Queue = multiprocessing.Queue()
    results = multiprocessing.SimpleQueue()
    team = [Consumer(func, shelf, results) for _ in range(consumers)]
    for consumer in team:
        consumer.start()
    for item in items:
        shelf.put((Kind.ITEM, item))
    for _ in team:
        shelf.put((Kind.STOP, None))
    found = []
    while len(found) < len(items):
        found.append(results.get())
    for consumer in team:
        consumer.join()
    return found
