"""A SimpleQueue, the name set as an attribute before start, kwargs instead of args, the pair unpacked."""

from multiprocessing import Process, SimpleQueue, current_process


def introduce(answers):
    me = current_process()
    answers.put((me.pid, me.name))


def first_module(name):
    q = SimpleQueue()
    p = Process(target=introduce, kwargs={"answers": q})
    p.name = name
    p.start()
    pid, its_name = q.get()
    p.join()
    return pid, its_name
