from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from typing import Any

ITEM, END = "item", "end"


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


class Link(multiprocessing.Process):
    """A process with a way in, a way out, and an end of which it must not hold a copy."""

    def __init__(self, reader: Connection | None, writer: Connection, unused: Connection) -> None:
        super().__init__()
        self.reader, self.writer, self.unused = reader, writer, unused


class Feeder(Link):
    def __init__(self, items: list[Any], writer: Connection, unused: Connection) -> None:
        super().__init__(None, writer, unused)
        self.items = items

    def run(self) -> None:
        self.unused.close()
        for item in self.items:
            self.writer.send((ITEM, item))
        self.writer.send((END, None))


class Stage(Link):
    def __init__(self, func: Callable, reader, writer, unused) -> None:
        super().__init__(reader, writer, unused)
        self.func = func

    def run(self) -> None:
        self.unused.close()
        kind, item = self.reader.recv()  # EOFError without END: the one before me is dead
        while kind == ITEM:
            self.writer.send((ITEM, self.func(item)))
            kind, item = self.reader.recv()
        self.writer.send((END, None))


def pipeline(items: list[Any], stages: list[Callable]) -> list[Any]:
    team: list[Link] = []
    reader, writer = multiprocessing.Pipe(duplex=False)
    results, complete = [], False
    try:
        team.append(Feeder(list(items), writer, reader))
        team[-1].start()
        writer.close()
        for func in stages:
            next_reader, writer = multiprocessing.Pipe(duplex=False)
            team.append(Stage(func, reader, writer, next_reader))
            team[-1].start()
            reader.close()
            writer.close()
            reader = next_reader
        watched = [link.sentinel for link in team]
        while not complete:
            ready = wait([reader, *watched])
            if reader in ready:
                try:
                    kind, item = reader.recv()
                except (EOFError, OSError) as error:
                    raise StageFailed("the chain has come apart") from error
                if kind == END:
                    complete = True
                else:
                    results.append(item)
            for link in team:
                if link.sentinel in ready:
                    link.join()
                    if link.exitcode != 0:
                        raise StageFailed(f"exit code {link.exitcode}")
                    watched.remove(link.sentinel)
    finally:
        reader.close()
        for link in team:
            if not complete and link.pid is not None:
                link.terminate()
        for link in team:
            if link.pid is not None:
                link.join()
    if any(link.exitcode for link in team):
        raise StageFailed("a stage failed after its last item")
    return results
