"""An Array of bytes for each slot, a Value for its length, both in lists."""
import multiprocessing as mp


class RingBuffer:
    def __init__(self, slots, size):
        self._size = size
        self._slots = [mp.RawArray("c", size + 1) for _ in range(slots)]
        self._lengths = [mp.RawValue("i") for _ in range(slots)]
        self._where = mp.Array("L", [0, 0])
        self._free, self._used = mp.Semaphore(slots), mp.Semaphore(0)

    def _step(self, which):
        with self._where.get_lock():
            at = self._where[which]
            self._where[which] = (at + 1) % len(self._slots)
        return at

    def put(self, message):
        n = len(message)
        if n > self._size:
            raise ValueError(n)
        self._free.acquire()
        at = self._step(0)
        self._slots[at][:n] = message
        self._lengths[at].value = n
        self._used.release()

    def get(self):
        self._used.acquire()
        at = self._step(1)
        message = self._slots[at].raw[: self._lengths[at].value]
        self._free.release()
        return message
