from __future__ import annotations

import multiprocessing


class RingBuffer:
    """One condition guards everything: two counters that only grow, and the bytes."""

    def __init__(self, slots: int, size: int) -> None:
        self._slots = slots
        self._size = size
        self._bytes = multiprocessing.Array("c", slots * size, lock=False)
        self._lengths = multiprocessing.Array("Q", slots, lock=False)
        self._written = multiprocessing.Value("Q", 0, lock=False)
        self._read = multiprocessing.Value("Q", 0, lock=False)
        self._changed = multiprocessing.Condition()

    def _count(self) -> int:
        return self._written.value - self._read.value

    def put(self, message: bytes) -> None:
        if len(message) > self._size:
            raise ValueError("message too long")
        with self._changed:
            while self._count() == self._slots:
                self._changed.wait()
            slot = self._written.value % self._slots
            begin = slot * self._size
            self._bytes[begin : begin + len(message)] = message
            self._lengths[slot] = len(message)
            self._written.value += 1
            self._changed.notify_all()

    def get(self) -> bytes:
        with self._changed:
            while self._count() == 0:
                self._changed.wait()
            slot = self._read.value % self._slots
            begin = slot * self._size
            message = self._bytes[begin : begin + self._lengths[slot]]
            self._read.value += 1
            self._changed.notify_all()
            return message
