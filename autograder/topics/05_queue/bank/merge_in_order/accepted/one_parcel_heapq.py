import heapq
import multiprocessing
import pickle
from multiprocessing.connection import wait


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name, results):
    """Packs each entry when it is yielded, sends all of them in one parcel."""
    packed = []
    try:
        for entry in produce(name):
            packed.append(pickle.dumps(entry))
    except BaseException as error:
        results.send(f"{type(error).__name__}: {error}")
        return
    results.send(packed)


class Producer:
    def __init__(self, produce, name):
        self.name = name
        self.reader, writer = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=send_all, args=(produce, name, writer))
        self.process.start()
        writer.close()
        self.entries = None

    def take(self):
        try:
            parcel = self.reader.recv()
        except (EOFError, OSError):
            raise ProducerDied(f"{self.name} is dead") from None
        if isinstance(parcel, str):
            raise ProducerDied(f"{self.name}: {parcel}")
        self.entries = []
        for packed in parcel:
            stamp, payload = pickle.loads(packed)
            self.entries.append((stamp, self.name, payload))

    def end(self):
        self.reader.close()
        if self.entries is None:
            self.process.terminate()
        self.process.join()


def merge_in_order(produce, names):
    producers = []
    try:
        for name in names:
            producers.append(Producer(produce, name))
        waiting = {producer.reader: producer for producer in producers}
        while waiting:
            for reader in wait(list(waiting)):
                waiting.pop(reader).take()
    finally:
        for producer in producers:
            producer.end()
    # heapq.merge is stable: among equals the first list comes first
    return list(heapq.merge(*(p.entries for p in producers), key=lambda entry: entry[0]))
