"""The slot is given free before its bytes are copied out.

Misconception: freed-before-read
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.write_at = multiprocessing.RawValue("q", 0)
        self.read_at = multiprocessing.RawValue("q", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError(f"a message of {len(message)} bytes for slots of {self.size}")
        self.free.acquire()
        slot = self.write_at.value % self.slots
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.write_at.value += 1
        self.full.release()

    def get(self):
        self.full.acquire()
        self.free.release()
        slot = self.read_at.value % self.slots
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.read_at.value += 1
        return message
