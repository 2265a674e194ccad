"""I believe: a stage fails by raising, so I catch it, send it down the chain, and raise at the end.

Misconception: exitcodes-not-looked-at
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
        if not isinstance(item, StageFailed):
            try:
                item = func(item)
            except Exception as error:
                item = StageFailed(repr(error))
        try:
            writer.send(item)
        except BrokenPipeError:
            break


def feed(items, writer, unused):
    unused.close()
    try:
        for item in items:
            writer.send(item)
    except BrokenPipeError:
        pass


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
    while True:
        try:
            results.append(reader.recv())
        except (EOFError, OSError):
            break
    reader.close()
    for process in team:
        process.join()
    for result in results:
        if isinstance(result, StageFailed):
            raise result
    return results
