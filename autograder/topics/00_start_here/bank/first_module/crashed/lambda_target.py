"""A lambda has no name that a child could import.

Misconception: recipe-on-the-wall
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=lambda: introduce(answers), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
