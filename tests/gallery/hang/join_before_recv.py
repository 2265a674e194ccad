"""The child sends more than a pipe holds; the parent joins it before it receives.

pattern: join-before-drain
says: The parent, Process-1, `ours`, `theirs`
"""

import multiprocessing


def work(end):
    end.send(b"x" * 1_000_000)  # waits


def main():
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.Process(target=work, args=(theirs,))
    process.start()
    process.join()  # waits
    return len(ours.recv())
