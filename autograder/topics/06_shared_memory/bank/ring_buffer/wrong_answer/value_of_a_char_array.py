"""I believe: `.value` of an Array("c") gives back the bytes that I wrote.

Misconception: text-ends-at-nul
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.cells = [multiprocessing.Array("c", size) for _ in range(slots)]
        self.next_put = multiprocessing.Value("i", 0)
        self.next_get = multiprocessing.Value("i", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        self.free.acquire()
        self.cells[self.next_put.value].value = message
        self.next_put.value = (self.next_put.value + 1) % self.slots
        self.full.release()

    def get(self):
        self.full.acquire()
        message = self.cells[self.next_get.value].value
        self.next_get.value = (self.next_get.value + 1) % self.slots
        self.free.release()
        return message
