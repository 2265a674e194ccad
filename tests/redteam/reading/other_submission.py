"""Reads what another student handed in, also through a link of its own."""
import os


def count_primes(limits, processes=2):
    os.symlink("@@OTHER@@", "mine.ipynb")
    for path in ("mine.ipynb", "@@OTHER@@", "../../../../@@OTHER@@"):
        try:
            with open(path) as file:
                print(file.read())
        except OSError as error:
            print(error)
    return [0 for _ in limits]
