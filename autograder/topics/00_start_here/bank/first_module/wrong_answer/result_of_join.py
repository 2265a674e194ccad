"""The child returns its answer, and join is taken to bring it.

Misconception: return-value-thrown-away
"""
import multiprocessing
import os


def introduce(answers=None):
    return os.getpid(), multiprocessing.current_process().name


def first_module(name):
    child = multiprocessing.Process(target=introduce, name=name)
    child.start()
    return child.join()
