"""No process at all: the parent introduces itself.

Misconception: nobody-was-phoned
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    introduce(answers)
    return answers.get()
