"""An Array of length one does as well; apply_async and handles."""
import multiprocessing

_box = None


def set_up(box):
    global _box
    _box = box


def finish(func, item):
    result = func(item)
    with _box.get_lock():
        _box[0] += 1
        return result, _box[0]


def shared_progress(func, items, processes=2):
    box = multiprocessing.Array("i", 1)
    with multiprocessing.Pool(processes, set_up, (box,)) as pool:
        handles = [pool.apply_async(finish, (func, item)) for item in items]
        return [handle.get() for handle in handles]
