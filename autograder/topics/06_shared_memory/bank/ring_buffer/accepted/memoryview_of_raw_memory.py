"""A memoryview made anew in each process, because a view can not travel."""
import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.raw = multiprocessing.RawArray("B", slots * (size + 8) + 16)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def view(self):
        return memoryview(self.raw).cast("B")

    def move_on(self, place):
        view = self.view()[place : place + 8]
        at = int.from_bytes(view, "big")
        view[:] = ((at + 1) % self.slots).to_bytes(8, "big")
        return 16 + at * (self.size + 8)

    def put(self, message):
        if len(message) > self.size:
            raise ValueError("the message does not fit into a slot")
        with self.free_slot():
            pass
        at = self.move_on(0)
        view = self.view()
        view[at : at + 8] = len(message).to_bytes(8, "big")
        view[at + 8 : at + 8 + len(message)] = message
        self.full.release()

    def free_slot(self):
        self.free.acquire()
        import contextlib

        return contextlib.nullcontext()

    def get(self):
        self.full.acquire()
        at = self.move_on(8)
        view = self.view()
        length = int.from_bytes(view[at : at + 8], "big")
        message = bytes(view[at + 8 : at + 8 + length])
        self.free.release()
        return message
