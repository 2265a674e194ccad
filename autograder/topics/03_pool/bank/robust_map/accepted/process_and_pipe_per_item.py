from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any


class WorkerDied(Exception):
    """A worker process was gone before it had a result."""


def _work(func: Callable[[Any], Any], item: Any, channel: Connection) -> None:
    try:
        message = (True, func(item))
    except Exception as error:  # not SystemExit: that one ends the process, as it should
        message = (False, error)
    try:
        packed = pickle.dumps(message)
    except Exception as error:
        packed = pickle.dumps((False, RuntimeError(f"{message[1]!r} can't be sent: {error}")))
    channel.send_bytes(packed)


def robust_map(func: Callable[[Any], Any], items: Sequence[Any], processes: int = 2) -> list:
    """Each item has a process and a pipe of its own; a pipe that ends without a word is a death."""
    results: list[Any] = [None] * len(items)
    todo = iter(enumerate(items))
    running: dict[Connection, tuple[int, multiprocessing.Process]] = {}

    def start_next() -> None:
        for index, item in todo:
            receiver, sender = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=_work, args=(func, item, sender))
            process.start()
            sender.close()  # else the end of the child would not be the end of the pipe
            running[receiver] = (index, process)
            return

    try:
        for _ in range(processes):
            start_next()
        while running:
            for receiver in wait(list(running)):
                index, process = running[receiver]
                try:
                    packed = receiver.recv_bytes()
                except (EOFError, OSError):
                    process.join(1)
                    raise WorkerDied(f"item {index}: exit code {process.exitcode}") from None
                good, value = pickle.loads(packed)
                if not good:
                    raise value
                results[index] = value
                process.join()
                receiver.close()
                del running[receiver]
                start_next()
        return results
    finally:
        for receiver, (_, process) in running.items():
            process.kill()
            process.join()
            receiver.close()
