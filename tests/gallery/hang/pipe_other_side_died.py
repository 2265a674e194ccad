"""The other side dies; the parent has a copy of its end, and waits for the answer of a dead one.

pattern: pipe-end-left-open
says: The parent, Process-1 has ended, `mine`, `theirs`
"""

import multiprocessing
import os


def bake(theirs):
    order = theirs.recv()
    if order == "a stone":
        os._exit(3)
    theirs.send("a bread")


def main():
    mine, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=bake, args=(theirs,))
    process.start()
    mine.send("a stone")
    result = mine.recv()  # waits
    process.join()
    return result
