"""Two workers of a subclass of Process, joined before their many small items are taken.

pattern: join-before-drain
says: The parent, Worker-1, `found`
"""

import multiprocessing


class Worker(multiprocessing.Process):
    def __init__(self, queue, count):
        self.queue = queue
        self.count = count
        super().__init__()

    def run(self):
        for number in range(self.count):
            self.queue.put((number, "a line of text that takes some room in the pipe"))


def main():
    found = multiprocessing.Queue()
    workers = [Worker(found, 3000) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()  # waits
    return sum(1 for _ in range(6000) if found.get())
