import multiprocessing
from multiprocessing import Pipe, Process


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, reader, writer, unused):
    # the next reader is not mine
    unused.close()
    # loop for ever until the tube is closed
    running = True
    while running:
        try:
            number, item = reader.recv()
        except (EOFError, OSError):
            running = False
        else:
            new = func(item)
            try:
                writer.send((number, new))
            except OSError:
                running = False
    writer.close()
    reader.close()


def feed(items, writer, unused):
    unused.close()
    number = 0
    for item in items:
        try:
            writer.send((number, item))
        except OSError:
            return
        number += 1
    writer.close()


def pipeline(items, stages):
    if len(stages) == 0:
        return list(items)
    first_reader, first_writer = Pipe(False)
    feeder = Process(target=feed, args=(items, first_writer, first_reader))
    feeder.start()
    first_writer.close()
    team = [feeder]
    old_reader = first_reader
    for func in stages:
        new_reader, new_writer = Pipe(False)
        p = Process(target=stage, args=(func, old_reader, new_writer, new_reader))
        p.start()
        team.append(p)
        old_reader.close()
        new_writer.close()
        old_reader = new_reader
    # collect: number -> result
    found = {}
    while True:
        try:
            number, result = old_reader.recv()
            found[number] = result
        except (EOFError, OSError):
            break
    old_reader.close()
    for p in team:
        p.join()
    # was everything all right?
    for p in team:
        if p.exitcode != 0:
            raise StageFailed("exit code " + str(p.exitcode))
    for number in range(len(items)):
        if number not in found:
            raise StageFailed("item " + str(number) + " is missing")
    return [found[number] for number in range(len(items))]
