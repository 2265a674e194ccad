"""Answers.put(pid, name) without the brackets of a tuple, so only the pid arrives.

Misconception: nothing-was-put
"""

import multiprocessing
import os


def introduce(answers):
    answers.put(os.getpid(), multiprocessing.current_process().name)


def first_module(name):
    answers = multiprocessing.Queue()
    friend = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    friend.start()
    answer = answers.get()
    friend.join()
    return answer
