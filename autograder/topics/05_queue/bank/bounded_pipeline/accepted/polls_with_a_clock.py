"""Tries without waiting, again and again until its own clock says that patience is over."""

import multiprocessing as mp
import queue
import time


def consumer(use, todo, done):
    while True:
        match todo.get():
            case ("item", item):
                done.put(("result", use(item)))
            case ("end", _):
                done.put(("end", None))
                return


def find_room(todo, message, patience):
    began = time.monotonic()
    while True:
        try:
            todo.put_nowait(message)
            return True
        except queue.Full:
            if patience is not None and time.monotonic() - began >= patience:
                return False
            time.sleep(0.005)


def bounded_pipeline(use, items, maxsize, patience=None):
    todo, done = mp.Queue(maxsize), mp.Queue()
    process = mp.Process(target=consumer, args=(use, todo, done))
    process.start()
    dropped = [item for item in items if not find_room(todo, ("item", item), patience)]
    find_room(todo, ("end", None), None)
    used = []
    while (message := done.get())[0] != "end":
        used.append(message[1])
    process.join()
    return {"used": used, "dropped": dropped}
