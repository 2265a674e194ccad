from __future__ import annotations

import multiprocessing
import pickle
import queue
import threading
from queue import Empty
from typing import Any


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name: str, results) -> None:
    try:
        for stamp, payload in produce(name):
            results.put((name, pickle.dumps((stamp, payload))))
        results.put((name, None))
    except SystemExit:
        raise ValueError("a producer may not go home early") from None


def carry(results, local: queue.Queue) -> None:
    """A thread that may get stuck, if a producer dies in the middle of a parcel. I don't."""
    while (message := results.get()) is not None:
        local.put(message)


def merge_in_order(produce, names: list[str]) -> list[tuple[Any, str, Any]]:
    if not names:
        return []
    results = multiprocessing.SimpleQueue()
    local: queue.Queue = queue.Queue()
    by_name: dict[str, list] = {name: [] for name in names}
    team = [
        multiprocessing.Process(target=send_all, args=(produce, name, results)) for name in names
    ]
    finished: set[str] = set()
    complete = False
    try:
        for process in team:
            process.start()
        threading.Thread(target=carry, args=(results, local), daemon=True).start()
        while len(finished) < len(names):
            # every time, not only when nothing has come: the others may be busy for long
            for name, process in zip(names, team):
                if process.exitcode:
                    raise ProducerDied(f"{name}: exit code {process.exitcode}")
            try:
                name, parcel = local.get(timeout=0.1)
            except Empty:
                continue
            if parcel is None:
                finished.add(name)
            else:
                stamp, payload = pickle.loads(parcel)
                by_name[name].append((stamp, name, payload))
        complete = True
        results.put(None)  # the thread may go home
    finally:
        for process in team:
            if not complete and process.is_alive():
                process.kill()
        for process in team:
            if process.pid is not None:
                process.join()
    for name, process in zip(names, team):
        if process.exitcode:
            raise ProducerDied(f"{name}: exit code {process.exitcode}")
    entries = [entry for name in names for entry in by_name[name]]
    entries.sort(key=lambda entry: entry[0])
    return entries
