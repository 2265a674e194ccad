"""The name is set as an attribute, before start."""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(target=introduce, args=(answers,))
    child.name = name
    child.start()
    pid, its_name = answers.get()
    child.join()
    return pid, its_name
