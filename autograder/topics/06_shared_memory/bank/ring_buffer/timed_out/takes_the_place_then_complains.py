"""I believe: it does not matter where in put the length is looked at, the exception comes anyway.

Misconception: slot-taken-then-refused
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.next_put = multiprocessing.RawValue("q", 0)
        self.next_get = multiprocessing.RawValue("q", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        self.free.acquire()
        slot = self.next_put.value
        if len(message) > self.size:
            raise ValueError("too long")
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.next_put.value = (slot + 1) % self.slots
        self.full.release()

    def get(self):
        self.full.acquire()
        slot = self.next_get.value
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.next_get.value = (slot + 1) % self.slots
        self.free.release()
        return message
