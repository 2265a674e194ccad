"""I believe: the chain takes what I send, so I send everything, close, and then collect.

Misconception: fed-before-read
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    for end in unused:
        end.close()
    try:
        while True:
            item = reader.recv()
            writer.send(func(item))
    except EOFError:
        reader.close()
        writer.close()


def pipeline(items, stages):
    reader, entrance = multiprocessing.Pipe(duplex=False)
    team = []
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(
            target=stage, args=(func, reader, writer, [entrance, next_reader])
        )
        process.start()
        team.append(process)
        reader.close()
        writer.close()
        reader = next_reader
    results = []
    try:
        for item in items:
            entrance.send(item)
        entrance.close()
        while True:
            results.append(reader.recv())
    except (EOFError, OSError):
        pass
    entrance.close()
    reader.close()
    for process in team:
        process.join()
    if len(results) != len(items) or any(process.exitcode for process in team):
        raise StageFailed
    return results
