"""A semaphore counts the places; the items go through a pipe."""

from multiprocessing import Pipe, Process, Queue, Semaphore


def consume(use, reader, places, results):
    try:
        while True:
            item = reader.recv()
            if item is None:
                break
            places.release()
            results.put(use(item))
    finally:
        results.put(None)


def bounded_pipeline(use, items, maxsize, patience=None):
    places = Semaphore(maxsize)
    reader, writer = Pipe(duplex=False)
    results = Queue()
    consumer = Process(target=consume, args=(use, reader, places, results))
    consumer.start()
    reader.close()
    dropped = []
    for item in items:
        if places.acquire(timeout=patience):
            writer.send(item)
        else:
            dropped.append(item)
    writer.send(None)
    used = []
    while (result := results.get()) is not None:
        used.append(result)
    consumer.join()
    writer.close()
    return {"used": used, "dropped": dropped}
