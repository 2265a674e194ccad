"""A Condition and a count instead of two semaphores."""
from multiprocessing import Array, Condition, RawArray


class RingBuffer:
    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.changed = Condition()
        self.state = RawArray("i", [0, 0])
        self.lengths = RawArray("i", slots)
        self.bytes = Array("c", max(1, slots * size), lock=False)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        with self.changed:
            while self.state[1] == self.slots:
                self.changed.wait()
            slot = (self.state[0] + self.state[1]) % self.slots
            self.bytes[slot * self.size : slot * self.size + len(message)] = bytes(message)
            self.lengths[slot] = len(message)
            self.state[1] += 1
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.state[1] > 0)
            slot = self.state[0]
            start = slot * self.size
            message = self.bytes[start : start + self.lengths[slot]]
            self.state[0] = (slot + 1) % self.slots
            self.state[1] -= 1
            self.changed.notify_all()
            return message
