"""None ends a stage, and a None among the items does, too.

Misconception: message-taken-for-the-end
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
        if item is None:
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
    reader, writer = multiprocessing.Pipe(duplex=False)
    processes = [multiprocessing.Process(target=feed, args=(items, writer, reader))]
    processes[0].start()
    writer.close()
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=stage, args=(func, reader, writer, next_reader))
        process.start()
        reader.close()
        writer.close()
        processes.append(process)
        reader = next_reader
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
