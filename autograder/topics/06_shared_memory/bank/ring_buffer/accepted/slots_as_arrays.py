import multiprocessing


class RingBuffer:
    # beginner: a list of little boxes, and everything with its lock, that can't be wrong
    def __init__(self, slots, size):
        self.slots = slots
        self.size = size
        self.boxes = []
        self.lengths = []
        for i in range(slots):
            self.boxes.append(multiprocessing.Array("B", size))
            self.lengths.append(multiprocessing.Value("q", 0))
        self.where_to_put = multiprocessing.Value("q", 0)
        self.where_to_get = multiprocessing.Value("q", 0)
        self.free = multiprocessing.Semaphore(slots)
        self.full = multiprocessing.Semaphore(0)

    def put(self, message):
        # too long? say so before anything else happens
        if len(message) > self.size:
            raise ValueError("too long")
        # wait for a free slot
        self.free.acquire()
        with self.where_to_put.get_lock():
            i = self.where_to_put.value
            box = self.boxes[i]
            box[0 : len(message)] = list(message)
            self.lengths[i].value = len(message)
            self.where_to_put.value = (i + 1) % self.slots
        # now it is full
        self.full.release()

    def get(self):
        self.full.acquire()
        with self.where_to_get.get_lock():
            i = self.where_to_get.value
            n = self.lengths[i].value
            message = bytes(self.boxes[i][0:n])
            self.where_to_get.value = (i + 1) % self.slots
        self.free.release()
        return message
