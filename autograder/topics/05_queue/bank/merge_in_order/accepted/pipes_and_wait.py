"""A pipe for each producer; send pickles at once, and EOFError tells of the end."""

from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def produce_into(produce, name, writer):
    for pair in produce(name):
        writer.send(pair)
    writer.send(None)
    writer.close()


def merge_in_order(produce, names):
    processes, open_ends, found = [], {}, {name: [] for name in names}
    try:
        for name in names:
            reader, writer = Pipe(False)
            process = Process(target=produce_into, args=(produce, name, writer))
            process.start()
            processes.append(process)
            writer.close()
            open_ends[reader] = name
        while open_ends:
            for reader in wait(list(open_ends)):
                name = open_ends[reader]
                try:
                    pair = reader.recv()
                except EOFError:
                    raise ProducerDied(name) from None
                if pair is None:
                    del open_ends[reader]
                    reader.close()
                else:
                    found[name].append((pair[0], name, pair[1]))
    except ProducerDied:
        for process in processes:
            process.kill()
        raise
    finally:
        for process in processes:
            process.join()
    together = sum((found[name] for name in names), [])
    together.sort(key=lambda entry: entry[0])
    return together
