"""A Lock made once and handed to every process."""
import multiprocessing


def push(counter, lock, times):
    for _ in range(times):
        with lock:
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    lock = multiprocessing.Lock()
    workers = [multiprocessing.Process(target=push, args=(counter, lock, times)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return counter.value
