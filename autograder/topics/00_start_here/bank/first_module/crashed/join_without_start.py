"""run() and join(): there is nobody to wait for.

Misconception: joined-before-it-was-started
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.run()
    child.join()
    return answers.get()
