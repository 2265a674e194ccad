import multiprocessing


class RingBuffer:
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.data = multiprocessing.RawArray("B", slots * size)
        self.lengths = multiprocessing.RawArray("q", slots)
        self.next_put = multiprocessing.RawValue("q", 0)
        self.next_get = multiprocessing.RawValue("q", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        length = len(message)
        if length > self.size:
            raise ValueError(f"{length} bytes don't fit into a slot of {self.size}")
        self.free.acquire()
        slot = self.next_put.value
        begin = slot * self.size
        self.data[begin : begin + length] = message
        self.lengths[slot] = length
        self.next_put.value = (slot + 1) % self.slots
        self.full.release()

    def get(self):
        self.full.acquire()
        slot = self.next_get.value
        begin = slot * self.size
        message = bytes(self.data[begin : begin + self.lengths[slot]])
        self.next_get.value = (slot + 1) % self.slots
        self.free.release()
        return message
