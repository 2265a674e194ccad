"""I believe: I need an end marker, and None is the usual one.

Misconception: message-taken-for-the-end
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    unused.close()
    while (item := reader.recv()) is not None:
        writer.send(func(item))
    writer.send(None)


def feed(items, writer, unused):
    unused.close()
    for item in items:
        writer.send(item)
    writer.send(None)


def pipeline(items, stages):
    reader, writer = multiprocessing.Pipe(duplex=False)
    team = [multiprocessing.Process(target=feed, args=(items, writer, reader))]
    team[0].start()
    writer.close()
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        team.append(
            multiprocessing.Process(target=stage, args=(func, reader, writer, next_reader))
        )
        team[-1].start()
        reader.close()
        writer.close()
        reader = next_reader
    results = []
    try:
        while (item := reader.recv()) is not None:
            results.append(item)
    except (EOFError, OSError):
        pass
    reader.close()
    for process in team:
        process.join()
    if any(process.exitcode for process in team):
        raise StageFailed
    return results
