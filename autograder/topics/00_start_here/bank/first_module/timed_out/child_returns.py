"""The child returns its answer in place of putting it into the queue.

Misconception: nothing-was-put
"""
import multiprocessing
import os


def introduce(answers):
    return os.getpid(), multiprocessing.current_process().name


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.start()
    child.join()
    return answers.get()
