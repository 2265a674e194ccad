"""The child stores its answer in a global of its own.

Misconception: return-value-thrown-away
"""
import multiprocessing
import os

said = None


def introduce(answers):
    global said
    said = (os.getpid(), multiprocessing.current_process().name)


def first_module(name):
    child = multiprocessing.Process(target=introduce, args=(None,), name=name)
    child.start()
    child.join()
    return said
