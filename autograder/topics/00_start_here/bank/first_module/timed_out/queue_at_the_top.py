"""The queue is a global; a spawned child makes another one.

Misconception: queue-on-the-board
"""
import multiprocessing
import os

answers = multiprocessing.Queue()


def introduce(queue=None):
    (queue or answers).put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    child = multiprocessing.Process(target=introduce, name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
