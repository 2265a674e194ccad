import multiprocessing
import threading


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
        writer.send(func(item))  # BrokenPipeError here is an end with exit code 1, and that's fine


def feed(items, writer):
    """A thread in the parent."""
    try:
        for item in items:
            writer.send(item)
    except OSError:
        pass
    finally:
        writer.close()


def pipeline(items, stages):
    # The chain is built from its end: so no stage is older than the pipe behind it.
    home, out = multiprocessing.Pipe(duplex=False)
    team = []
    for func in reversed(stages):
        reader, writer = multiprocessing.Pipe(duplex=False)
        team.append(
            multiprocessing.Process(target=stage, args=(func, reader, out, [writer, home]))
        )
        team[-1].start()
        reader.close()
        out.close()
        out = writer
    feeder = threading.Thread(target=feed, args=(items, out))
    feeder.start()
    results = []
    try:
        while True:
            try:
                results.append(home.recv())
            except (EOFError, OSError):
                break
    finally:
        home.close()
        if len(results) < len(items):
            for process in team:
                process.terminate()
        for process in team:
            process.join()
        feeder.join()
    if len(results) < len(items) or any(process.exitcode for process in team):
        raise StageFailed(f"only {len(results)} of {len(items)} items came through")
    return results
