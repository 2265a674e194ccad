"""Everything from one context of its own."""
import multiprocessing
import os


def introduce(answers):
    answers.put((os.getpid(), multiprocessing.current_process().name))


def first_module(name):
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    child = context.Process(target=introduce, args=(answers,), name=name)
    child.start()
    said = answers.get()
    child.join()
    return said


if __name__ == "__main__":
    print(first_module("me"))
