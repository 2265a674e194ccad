"""The function is the first argument, without its name.

Misconception: target-is-not-the-first
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(introduce, (answers,), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
