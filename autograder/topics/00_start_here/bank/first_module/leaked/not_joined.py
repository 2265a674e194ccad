"""The answer is fetched, the child forgotten.

Misconception: never-waited-for
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    multiprocessing.Process(target=introduce, args=(answers,), name=name).start()
    return answers.get()
