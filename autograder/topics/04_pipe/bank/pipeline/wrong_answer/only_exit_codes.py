"""I believe: a process that failed has an exit code that is not 0, so that is what I look at.

Misconception: results-not-counted
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    unused.close()
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


def feed(items, writer, unused):
    unused.close()
    try:
        for item in items:
            writer.send(item)
    except BrokenPipeError:
        pass


def pipeline(items, stages):
    reader, writer = multiprocessing.Pipe(duplex=False)
    feeder = multiprocessing.Process(target=feed, args=(items, writer, reader))
    feeder.start()
    writer.close()
    team = [feeder]
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=stage, args=(func, reader, writer, next_reader))
        process.start()
        reader.close()
        writer.close()
        reader = next_reader
        team.append(process)
    results = []
    try:
        while True:
            results.append(reader.recv())
    except (EOFError, OSError):
        reader.close()
    for process in team:
        process.join()
    if any(process.exitcode != 0 for process in team):
        raise StageFailed
    return results
