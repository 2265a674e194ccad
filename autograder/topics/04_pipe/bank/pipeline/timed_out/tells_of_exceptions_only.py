"""Failures travel as messages; who dies without a word is waited for, for ever.

Misconception: end-left-open
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer):
    while True:
        kind, item = reader.recv()
        if kind == "item":
            try:
                item = func(item)
            except Exception as error:
                kind, item = "error", repr(error)
        writer.send((kind, item))
        if kind != "item":
            break


def feed(items, writer):
    for item in items:
        writer.send(("item", item))
    writer.send(("end", None))


def pipeline(items, stages):
    reader, writer = multiprocessing.Pipe(False)
    team = [multiprocessing.Process(target=feed, args=(items, writer))]
    for func in stages:
        source = reader
        reader, out = multiprocessing.Pipe(False)
        team.append(multiprocessing.Process(target=stage, args=(func, source, out)))
    for process in team:
        process.start()
    results = []
    try:
        while True:
            kind, item = reader.recv()
            if kind == "error":
                raise StageFailed(item)
            if kind == "end":
                return results
            results.append(item)
    finally:
        for process in team:
            process.terminate()
            process.join()
