"""Counts what it put, and takes out as many results."""

import multiprocessing
import queue


def consumer_main(use, inbox, outbox):
    while True:
        box = inbox.get()
        if box is None:
            break
        outbox.put(use(box[0]))


def bounded_pipeline(use, items, maxsize, patience=None):
    inbox = multiprocessing.Queue(maxsize=maxsize)
    outbox = multiprocessing.Queue()
    p = multiprocessing.Process(target=consumer_main, args=(use, inbox, outbox), daemon=True)
    p.start()
    result = {"used": [], "dropped": []}
    accepted = 0
    for item in items:
        try:
            if patience is None:
                inbox.put((item,))
            elif patience == 0:
                inbox.put_nowait((item,))
            else:
                inbox.put((item,), True, patience)
        except queue.Full:
            result["dropped"].append(item)
        else:
            accepted += 1
    inbox.put(None)
    for _ in range(accepted):
        result["used"].append(outbox.get())
    p.join()
    return result
