"""What was said is printed, not returned.

Misconception: return-value-thrown-away
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
    child.start()
    print(answers.get())
    child.join()
