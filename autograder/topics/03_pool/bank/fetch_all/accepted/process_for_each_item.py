from __future__ import annotations

import multiprocessing
import pickle
import time
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any


def _work(func: Callable[[str], Any], item: str, channel: Connection) -> None:
    """The child: send one pickled pair (is it a result?, value)."""
    try:
        message = (True, func(item))
    except BaseException as error:
        message = (False, error)
    try:
        packed = pickle.dumps(message)
        pickle.loads(packed)
    except Exception as error:
        packed = pickle.dumps((False, RuntimeError(f"{item!r}: {message[1]!r} can't be sent: {error}")))
    channel.send_bytes(packed)
    channel.close()


def fetch_all(
    func: Callable[[str], Any], items: Sequence[str], processes: int = 4, timeout: float = 10.0
) -> tuple[dict[str, Any], dict[str, BaseException]]:
    """A process for each item, `processes` at a time, so that a slow item can be ended alone.

    The clock of an item begins with its own process.
    """
    results: dict[str, Any] = {}
    errors: dict[str, BaseException] = {}
    waiting = deque(items)
    running: dict[Connection, tuple[str, multiprocessing.Process, float]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                item = waiting.popleft()
                receiver, sender = multiprocessing.Pipe(duplex=False)
                process = multiprocessing.Process(target=_work, args=(func, item, sender))
                process.start()
                sender.close()
                running[receiver] = (item, process, time.monotonic() + timeout)
            next_deadline = min(deadline for _, _, deadline in running.values())
            ready = wait(list(running), max(0.0, next_deadline - time.monotonic()))
            for receiver, (item, process, deadline) in list(running.items()):
                if receiver in ready:
                    try:
                        good, value = pickle.loads(receiver.recv_bytes())
                    except (EOFError, OSError):
                        process.join()
                        good, value = False, RuntimeError(f"exit code {process.exitcode}")
                    (results if good else errors)[item] = value
                elif time.monotonic() >= deadline:
                    errors[item] = TimeoutError(f"{item!r} took more than {timeout} s")
                else:
                    continue
                process.kill()
                process.join()
                receiver.close()
                del running[receiver]
    finally:
        for receiver, (_, process, _) in running.items():
            process.kill()
            process.join()
            receiver.close()
    return results, errors
