from __future__ import annotations

import ctypes
import multiprocessing


class Door(multiprocessing.Process):
    """One door of the museum: lets in `times` visitors, one at a time."""

    def __init__(self, counter, lock, times: int) -> None:
        super().__init__()
        self.counter = counter
        self.lock = lock
        self.times = times

    def run(self) -> None:
        for _ in range(self.times):
            with self.lock:
                self.counter.value += 1


def count_up(processes: int, times: int, start: int = 0) -> int:
    # The Value itself has no lock: the lock is handed to each door beside it.
    counter = multiprocessing.Value(ctypes.c_longlong, start, lock=False)
    lock = multiprocessing.Lock()
    doors = [Door(counter, lock, times) for _ in range(processes)]
    try:
        for door in doors:
            door.start()
    finally:
        for door in doors:
            if door.pid is not None:
                door.join()
    return counter.value
