"""Positions as plain attributes: each process has its own.

Misconception: attribute-is-per-process
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.write_at = 0
        self.read_at = 0
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError(f"a message of {len(message)} bytes for slots of {self.size}")
        self.free.acquire()
        slot = self.write_at % self.slots
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.write_at += 1
        self.full.release()

    def get(self):
        self.full.acquire()
        slot = self.read_at % self.slots
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.read_at += 1
        self.free.release()
        return message
