"""Target=introduce(answers) calls the function in the parent, and the process has nothing to do.

Misconception: called-not-handed-over
"""

import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    answers = multiprocessing.Queue()
    friend = multiprocessing.Process(target=introduce(answers), name=name)
    friend.start()
    answer = answers.get()
    friend.join()
    return answer
