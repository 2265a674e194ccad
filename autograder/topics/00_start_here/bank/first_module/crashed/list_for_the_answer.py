"""A list is handed over and arrives as a copy.

Misconception: list-arrives-as-a-copy
"""
import multiprocessing
import os


def introduce(answers):
    answers.append((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = []
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.start()
    child.join()
    return answers[0]
