"""A queue and a thread for each producer; the thread sees to the life of its process."""

import threading
from copy import deepcopy
from multiprocessing import Process, Queue
from queue import Empty


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def tell(produce, name, box):
    for stamp, payload in produce(name):
        box.put((stamp, name, deepcopy(payload)))
    box.put("that was all")


class Listener(threading.Thread):
    def __init__(self, process, box, somebody_died):
        super().__init__()
        self.process, self.box, self.somebody_died = process, box, somebody_died
        self.heard = []

    def run(self):
        while not self.somebody_died.is_set():
            try:
                what = self.box.get(timeout=0.1)
            except Empty:
                if self.process.exitcode:
                    self.somebody_died.set()
            else:
                if what == "that was all":
                    return
                self.heard.append(what)


def merge_in_order(produce, names):
    boxes = [Queue() for _ in names]
    team = [Process(target=tell, args=(produce, *pair)) for pair in zip(names, boxes)]
    for process in team:
        process.start()
    somebody_died = threading.Event()
    listeners = [Listener(*pair, somebody_died) for pair in zip(team, boxes)]
    for listener in listeners:
        listener.start()
    for listener in listeners:
        listener.join()
    for process in team:
        if somebody_died.is_set():
            process.kill()
        process.join()
    if somebody_died.is_set():
        raise ProducerDied([process.exitcode for process in team])
    entries = [entry for listener in listeners for entry in listener.heard]
    return sorted(entries, key=lambda entry: entry[0])
