"""Every worker ends after one task: many come and go, and every one has done its work."""

import multiprocessing


def main():
    with multiprocessing.Pool(2, maxtasksperchild=1) as team:
        return team.map(abs, range(60), chunksize=1)
