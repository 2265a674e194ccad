"""With keyword arguments, a timeout, and the process closed."""
import multiprocessing as mp
import os


def introduce(answers):
    pid = os.getpid()
    name = mp.current_process().name
    answers.put((pid, name))


def first_module(name):
    answers = mp.Queue()
    process = mp.Process(target=introduce, kwargs={"answers": answers}, name=name)
    process.start()
    said = answers.get(timeout=20)
    process.join()
    process.close()
    answers.close()
    return said
