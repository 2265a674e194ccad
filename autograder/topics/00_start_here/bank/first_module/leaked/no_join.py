"""Returns as soon as the answer is there and does not join.

Misconception: never-waited-for
"""

import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    friend = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    friend.start()
    return answers.get()
