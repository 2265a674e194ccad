"""I believe: one item in, one item out, is the safe way, and it is a chain all the same.

Misconception: stage-after-stage
"""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    for end in unused:
        end.close()
    while True:
        try:
            item = reader.recv()
        except EOFError:
            return
        writer.send(func(item))


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
    if not stages:
        return list(items)
    results = []
    try:
        for item in items:
            entrance.send(item)
            results.append(reader.recv())
    except (EOFError, OSError):
        raise StageFailed from None
    finally:
        entrance.close()
        reader.close()
        for process in team:
            process.join()
    return results
