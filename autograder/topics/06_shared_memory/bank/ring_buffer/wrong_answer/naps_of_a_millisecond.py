"""I believe: a loop with a sleep in it is sleeping, not looking again and again.

Misconception: looks-again-and-again
"""
import multiprocessing
import time


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.written = multiprocessing.RawValue("q", 0)
        self.read = multiprocessing.RawValue("q", 0)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        while self.written.value - self.read.value == self.slots:
            time.sleep(0.001)
        slot = self.written.value % self.slots
        begin = slot * self.size
        self.data[begin : begin + len(message)] = message
        self.lengths[slot] = len(message)
        self.written.value += 1

    def get(self):
        while self.written.value == self.read.value:
            time.sleep(0.001)
        slot = self.read.value % self.slots
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.read.value += 1
        return message
