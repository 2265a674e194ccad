from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    name: str
    batch: bytes | None


def drain_then_join(
    make: Callable[[str, int], bytes], names: list[str], size: int
) -> dict[str, bytes | None]:
    results = multiprocessing.SimpleQueue()  # no courier: put returns when it has been delivered
    processes: dict[str, multiprocessing.Process] = {}
    for name in names:
        processes[name] = multiprocessing.Process(
            target=send_batch, args=(make, name, size, results)
        )
    for process in processes.values():
        process.start()
    missing = set(names)
    batches: dict[str, bytes | None] = {}
    while missing:
        parcel = results.get()
        batches[parcel.name] = parcel.batch
        missing.remove(parcel.name)
    for process in processes.values():
        process.join()
    results.close()
    return batches


def send_batch(make, name: str, size: int, results) -> None:
    try:
        parcel = Parcel(name, make(name, size))
    except (Exception, SystemExit):
        parcel = Parcel(name, None)
    results.put(parcel)
