"""A Process class that carries the Value."""
import multiprocessing


class Pusher(multiprocessing.Process):
    def __init__(self, counter, times):
        super().__init__()
        self.counter = counter
        self.times = times

    def run(self):
        for _ in range(self.times):
            with self.counter.get_lock():
                self.counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("L", start)
    pushers = [Pusher(counter, times) for _ in range(processes)]
    for pusher in pushers:
        pusher.start()
    for pusher in pushers:
        pusher.join()
    return counter.value
