"""A pipe for each child."""

from multiprocessing import Pipe, Process


def child(make, name, size, writer):
    with writer:
        try:
            batch = make(name, size)
        except Exception as error:
            print(error)
            batch = None
        writer.send(batch)


def drain_then_join(make, names, size):
    running = []
    for name in names:
        reader, writer = Pipe(duplex=False)
        process = Process(target=child, args=(make, name, size, writer))
        process.start()
        writer.close()
        running.append((name, reader, process))
    answer = {}
    for name, reader, process in running:
        with reader:
            answer[name] = reader.recv()
        process.join()
    return answer
