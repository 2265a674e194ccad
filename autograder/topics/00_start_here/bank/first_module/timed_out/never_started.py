"""The process is planned, and its answer waited for.

Misconception: nobody-was-phoned
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    said = answers.get()
    child.join()
    return said
