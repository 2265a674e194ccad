"""A thread has the pid of its process.

Misconception: thread-shares-the-kitchen
"""
import os
import queue
import threading


def introduce(answers):
    answers.put((os.getpid(), threading.current_thread().name))


def first_module(name):
    answers = queue.Queue()
    child = threading.Thread(target=introduce, args=(answers,), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said
