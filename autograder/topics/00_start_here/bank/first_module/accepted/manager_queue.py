"""A queue of a manager costs one process more."""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    with multiprocessing.Manager() as manager:
        answers = manager.Queue()
        child = multiprocessing.Process(target=introduce, args=(answers,), name=name)
        child.start()
        said = answers.get()
        child.join()
    return said
