"""A pipe that only so many messages may be in.

Misconception: queue-instead-of-ring
"""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.size = size
        self.reader, self.writer = multiprocessing.Pipe(duplex=False)
        self.free = multiprocessing.Semaphore(slots)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("too long")
        self.free.acquire()
        self.writer.send_bytes(message)

    def get(self):
        message = self.reader.recv_bytes()
        self.free.release()
        return message
