"""The parent feeds; a thread of it collects. Each stage is an object of its own class."""
import multiprocessing
import threading


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


class Stage(multiprocessing.Process):
    def __init__(self, func, reader, writer, foreign):
        super().__init__()
        self.func, self.reader, self.writer, self.foreign = func, reader, writer, foreign

    def run(self):
        for end in self.foreign:
            end.close()
        with self.reader, self.writer:
            while True:
                try:
                    item = self.reader.recv()
                except EOFError:
                    return
                self.writer.send(self.func(item))


def collect(reader, results):
    try:
        while True:
            results.append(reader.recv())
    except EOFError:
        reader.close()


def pipeline(items, stages):
    reader, entrance = multiprocessing.Pipe(duplex=False)
    chain = []
    for func in stages:
        next_reader, writer = multiprocessing.Pipe(duplex=False)
        chain.append(Stage(func, reader, writer, (entrance, next_reader)))
        chain[-1].start()
        reader.close()
        writer.close()
        reader = next_reader
    results = []
    collector = threading.Thread(target=collect, args=(reader, results))
    collector.start()
    try:
        for item in items:
            entrance.send(item)
    except OSError:
        pass
    finally:
        entrance.close()
    collector.join()
    for process in chain:
        process.join()
    if len(results) < len(items) or any(process.exitcode for process in chain):
        raise StageFailed(f"{len(results)} of {len(items)}")
    return results
