"""A SimpleQueue has no feeder: put() of a large item waits until somebody reads.

pattern: join-before-drain
says: The parent, Process-1, `answers`
"""

import multiprocessing


def work(answers):
    answers.put("x" * 200_000)  # waits


def main():
    answers = multiprocessing.SimpleQueue()
    process = multiprocessing.Process(target=work, args=(answers,))
    process.start()
    process.join()  # waits
    return len(answers.get())
