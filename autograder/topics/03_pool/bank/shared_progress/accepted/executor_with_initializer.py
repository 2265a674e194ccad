"""ProcessPoolExecutor has an initializer, too."""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat

state = {}


def set_up(shared):
    state["counter"] = shared


def finish(func, item):
    result = func(item)
    counter = state["counter"]
    with counter.get_lock():
        counter.value += 1
        place = counter.value
    return result, place


def shared_progress(func, items, processes=2):
    shared = multiprocessing.Value("i", 0)
    with ProcessPoolExecutor(processes, initializer=set_up, initargs=(shared,)) as executor:
        return list(executor.map(finish, repeat(func), items))
