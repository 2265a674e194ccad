"""args is no tuple.

Misconception: one-argument-needs-a-comma
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
