"""A queue under another name.

Misconception: queue-instead-of-ring
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.size = size
        self.queue = multiprocessing.Queue(slots)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        self.queue.put(message)

    def get(self):
        return self.queue.get()
