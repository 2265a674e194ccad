"""Each slot begins with four bytes that say how long the message is; bounded semaphores, locks."""
import multiprocessing
import struct


class RingBuffer:
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.step = size + 4
        self.memory = multiprocessing.Array("B", slots * self.step)
        self.next_in = multiprocessing.Value("q", 0)
        self.next_out = multiprocessing.Value("q", 0)
        self.filled = multiprocessing.Semaphore(0)
        self.empty = multiprocessing.BoundedSemaphore(slots)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError(f"{len(message)} bytes are more than {self.size}")
        packed = struct.pack("<I", len(message)) + message
        self.empty.acquire()
        with self.next_in.get_lock():
            start = self.next_in.value * self.step
            self.memory[start : start + len(packed)] = list(packed)
            self.next_in.value = (self.next_in.value + 1) % self.slots
        self.filled.release()

    def get(self):
        self.filled.acquire()
        with self.next_out.get_lock():
            start = self.next_out.value * self.step
            slot = bytes(self.memory[start : start + self.step])
            self.next_out.value = (self.next_out.value + 1) % self.slots
        self.empty.release()
        (length,) = struct.unpack_from("<I", slot)
        return slot[4 : 4 + length]
