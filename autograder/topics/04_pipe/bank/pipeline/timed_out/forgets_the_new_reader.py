"""I believe: each process closes what it was given, and it was given only its own two ends.

Misconception: end-left-open
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer):
    while True:
        try:
            item = reader.recv()
        except EOFError:
            break
        result = func(item)
        try:
            writer.send(result)
        except BrokenPipeError:
            break
    reader.close()
    writer.close()


def feed(items, writer):
    try:
        for item in items:
            writer.send(item)
    except BrokenPipeError:
        pass
    writer.close()


def pipeline(items, stages):
    reader, writer = multiprocessing.Pipe(duplex=False)
    team = [multiprocessing.Process(target=feed, args=(items, writer))]
    team[0].start()
    writer.close()
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        team.append(multiprocessing.Process(target=stage, args=(func, reader, writer)))
        team[-1].start()
        reader.close()
        writer.close()
        reader = next_reader
    results = []
    try:
        while True:
            results.append(reader.recv())
    except (EOFError, OSError):
        reader.close()
    for process in team:
        process.join()
    if len(results) != len(items) or any(process.exitcode for process in team):
        raise StageFailed
    return results
