"""I believe: the object is shared, so its attributes are shared, too.

Misconception: attribute-is-per-process
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.next_put = 0
        self.next_get = 0
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        self.free.acquire()
        begin = self.next_put * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[self.next_put] = len(message)
        self.next_put = (self.next_put + 1) % self.slots
        self.full.release()

    def get(self):
        self.full.acquire()
        begin = self.next_get * self.size
        message = bytes(self.data[begin : begin + self.lengths[self.next_get]])
        self.next_get = (self.next_get + 1) % self.slots
        self.free.release()
        return message
