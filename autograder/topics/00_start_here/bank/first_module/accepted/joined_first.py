"""For one small answer the order of join and get does not matter."""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    child = multiprocessing.Process(name=name, target=introduce, args=(answers,))
    child.start()
    child.join()
    return answers.get()
