"""The name is never given to the process.

Misconception: nobody-gave-the-name
"""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,))
    child.start()
    said = answers.get()
    child.join()
    return said
