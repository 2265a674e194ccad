"""Lengths are bytes, too: "B" is the type code for everything, they believe.

Misconception: type-code-too-narrow
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("B", slots)
        self.positions = multiprocessing.RawArray("B", 2)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        self.free.acquire()
        slot = self.positions[0]
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.positions[0] = (slot + 1) % self.slots
        self.full.release()

    def get(self):
        self.full.acquire()
        slot = self.positions[1]
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.positions[1] = (slot + 1) % self.slots
        self.free.release()
        return message
