"""A child is started, and the parent says what it would have said.

Misconception: answer-made-up-at-home
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def nothing():
    pass


def first_module(name):
    child = multiprocessing.Process(target=nothing, name=name)
    child.start()
    child.join()
    return child.pid, child.name
