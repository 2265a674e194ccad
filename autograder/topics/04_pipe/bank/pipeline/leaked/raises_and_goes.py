"""At the first sign of a death StageFailed is raised, and the others are left as they are.

Misconception: stage-never-ends
"""
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait

PIPES = []


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def feed(items, out):
    for item in items:
        out.send(item)


def stage(func, inn, out, count):
    for _ in range(count):
        out.send(func(inn.recv()))


def pipeline(items, stages):
    inn, out = Pipe(False)
    PIPES.append((inn, out))
    team = [Process(target=feed, args=(items, out))]
    for func in stages:
        following, out = Pipe(False)
        PIPES.append((following, out))
        team.append(Process(target=stage, args=(func, inn, out, len(items))))
        inn = following
    for process in team:
        process.start()
    results = []
    watched = {process.sentinel: process for process in team}
    while len(results) < len(items):
        ready = wait([inn, *watched])
        if inn in ready:
            results.append(inn.recv())
            continue
        for sentinel in ready:
            process = watched.pop(sentinel)
            process.join()
            if process.exitcode != 0:
                raise StageFailed(process.exitcode)
    for process in team:
        process.join()
    return results
