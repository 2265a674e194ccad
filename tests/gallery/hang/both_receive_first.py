"""Parent and child both wait for the other one's message.

pattern: both-receive-first
says: The parent, Process-1, `here`, `there`
"""

import multiprocessing


def answer(there):
    question = there.recv()  # waits
    there.send(question * 2)


def main():
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=answer, args=(there,))
    process.start()
    result = here.recv()  # waits
    here.send(21)
    process.join()
    return result
