"""A subclass of Process whose run calls introduce; get with a timeout, join and close in a finally."""

import multiprocessing
import os


def introduce(answers):
    pid = os.getpid()
    name = multiprocessing.current_process().name
    answers.put(tuple([pid, name]))


class Friend(multiprocessing.Process):
    def __init__(self, name, answers):
        super().__init__(name=name)
        self.answers = answers

    def run(self):
        introduce(self.answers)


def first_module(name):
    answers = multiprocessing.Queue()
    friend = Friend(name, answers)
    friend.start()
    try:
        return answers.get(timeout=30)
    finally:
        friend.join()
        answers.close()
