"""The parent asks for the pid and the child passes it back.

Misconception: pid-of-who-asks
"""
import multiprocessing
import os


def introduce(answers, pid=None, name=None):
    if pid is None:
        pid, name = os.getpid(), multiprocessing.current_process().name
    answers.put((pid, name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers, os.getpid(), name), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
