"""I believe: a ring must keep one slot empty, otherwise full looks like empty (so it was in Java).

Misconception: one-slot-stays-empty
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.head = multiprocessing.RawValue("q", 0)
        self.tail = multiprocessing.RawValue("q", 0)
        self.changed = multiprocessing.Condition()

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        with self.changed:
            self.changed.wait_for(lambda: (self.head.value + 1) % self.slots != self.tail.value)
            slot = self.head.value
            begin = slot * self.size
            self.data[begin : begin + len(message)] = message
            self.lengths[slot] = len(message)
            self.head.value = (slot + 1) % self.slots
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.head.value != self.tail.value)
            slot = self.tail.value
            begin = slot * self.size
            message = bytes(self.data[begin : begin + self.lengths[slot]])
            self.tail.value = (slot + 1) % self.slots
            self.changed.notify_all()
            return message
