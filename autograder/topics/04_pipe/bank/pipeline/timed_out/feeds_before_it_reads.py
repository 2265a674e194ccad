"""The parent sends all items and then reads the first result.

Misconception: fed-before-read
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
            break
        writer.send(func(item))
    reader.close()
    writer.close()


def feed(items, writer, unused):
    unused.close()
    for item in items:
        writer.send(item)
    writer.close()


def pipeline(items, stages):
    reader, entrance = multiprocessing.Pipe(duplex=False)
    processes = []
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=stage, args=(func, reader, writer, [entrance, next_reader]))
        process.start()
        reader.close()
        writer.close()
        processes.append(process)
        reader = next_reader
    for item in items:
        entrance.send(item)
    entrance.close()
    results = []
    try:
        while True:
            results.append(reader.recv())
    except EOFError:
        pass
    reader.close()
    for process in processes:
        process.join()
    codes = [process.exitcode for process in processes]
    if any(codes) or len(results) < len(items):
        raise StageFailed(codes)
    return results
