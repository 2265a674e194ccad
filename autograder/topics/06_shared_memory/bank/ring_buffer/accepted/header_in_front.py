import multiprocessing
import struct

HEADER = struct.Struct("q")


class RingBuffer:
    """Each slot is a header with the length, and behind it the bytes, in one memory."""

    def __init__(self, slots, size):
        self.slots, self.size = slots, size
        self.step = HEADER.size + size
        self.memory = multiprocessing.RawArray("B", slots * self.step)
        self.turns = multiprocessing.RawArray("q", 2)  # next to put, next to get
        self.free = multiprocessing.BoundedSemaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def _turn(self, who):
        """Where the next slot begins, for who puts (0) or gets (1); moves on."""
        turn = self.turns[who]
        self.turns[who] = (turn + 1) % self.slots
        return turn * self.step

    def put(self, message):
        if len(message) > self.size:
            raise ValueError(f"at most {self.size} bytes")
        self.free.acquire()
        begin = self._turn(0)
        view = memoryview(self.memory).cast("B")
        HEADER.pack_into(view, begin, len(message))
        begin += HEADER.size
        view[begin : begin + len(message)] = message
        self.full.release()

    def get(self):
        self.full.acquire()
        begin = self._turn(1)
        view = memoryview(self.memory).cast("B")
        (length,) = HEADER.unpack_from(view, begin)
        begin += HEADER.size
        message = view[begin : begin + length].tobytes()
        self.free.release()
        return message
