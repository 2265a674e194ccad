"""The function is called in the parent; the child has nothing to do.

Misconception: called-not-handed-over
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce(answers), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
