import multiprocessing
from multiprocessing.connection import wait


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def send_all(produce, name, results):
    """`results` is the writer of a pipe of this producer alone; send pickles at once."""
    try:
        for stamp, payload in produce(name):
            results.send((stamp, payload))
    except SystemExit as error:
        raise RuntimeError("sys.exit in the middle") from error
    results.send(None)


def merge_in_order(produce, names):
    entries = {name: [] for name in names}
    running, processes = {}, []
    try:
        for name in names:
            reader, writer = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(target=send_all, args=(produce, name, writer))
            process.start()
            processes.append(process)
            writer.close()
            running[reader] = name
        while running:
            for reader in wait(list(running)):
                name = running[reader]
                try:
                    message = reader.recv()
                except (EOFError, OSError):
                    raise ProducerDied(name) from None
                if message is None:
                    del running[reader]
                    reader.close()
                else:
                    stamp, payload = message
                    entries[name].append((stamp, name, payload))
        for name, process in zip(names, processes):
            process.join()
            if process.exitcode != 0:
                raise ProducerDied(name)
    finally:
        for reader in running:
            reader.close()
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()
    together = [entry for name in names for entry in entries[name]]
    return sorted(together, key=lambda entry: entry[0])
