"""run() in place of start().

Misconception: run-is-a-plain-call
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.run()
    return answers.get()
