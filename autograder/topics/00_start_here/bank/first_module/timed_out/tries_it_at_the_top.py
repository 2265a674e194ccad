"""A line that tries the function stands at the left margin.

Misconception: starts-when-imported
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said


print(first_module("test"))
