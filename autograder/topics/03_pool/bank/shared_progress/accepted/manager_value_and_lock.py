"""A manager's Value and Lock may be given to the tasks themselves."""
import multiprocessing


def finish(func, item, counter, lock):
    result = func(item)
    with lock:
        counter.value += 1
        return result, counter.value


def shared_progress(func, items, processes=2):
    with multiprocessing.Manager() as manager:
        counter = manager.Value("i", 0)
        lock = manager.Lock()
        with multiprocessing.Pool(processes) as pool:
            jobs = [(func, item, counter, lock) for item in items]
            return pool.starmap(finish, jobs)
