"""I believe: as soon as I know which slot is mine, the writer may go on; that is quicker.

Misconception: freed-before-read
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
        if len(message) > self.size:
            raise ValueError("too long")
        self.free.acquire()
        slot = self.next_put.value
        self.next_put.value = (slot + 1) % self.slots
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.full.release()

    def get(self):
        self.full.acquire()
        slot = self.next_get.value
        self.next_get.value = (slot + 1) % self.slots
        self.free.release()
        begin = slot * self.size
        length = self.lengths[slot]
        return bytes(self.data[begin : begin + length])
