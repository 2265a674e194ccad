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
        result = func(item)  # may raise: then this process ends with exit code 1
        try:
            writer.send(result)
        except BrokenPipeError:
            break  # the next one is dead, nobody needs me any more
    reader.close()
    writer.close()


def feed(items, writer, unused):
    unused.close()
    try:
        for item in items:
            writer.send(item)
    except BrokenPipeError:
        pass
    writer.close()


def pipeline(items, stages):
    items = list(items)
    processes = []
    reader, writer = multiprocessing.Pipe(duplex=False)
    try:
        feeder = multiprocessing.Process(target=feed, args=(items, writer, reader))
        feeder.start()
        processes.append(feeder)
        writer.close()
        for func in stages:
            next_reader, writer = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.Process(
                target=stage, args=(func, reader, writer, next_reader)
            )
            process.start()
            processes.append(process)
            reader.close()
            writer.close()
            reader = next_reader
        results = []
        try:
            while True:
                results.append(reader.recv())
        except (EOFError, OSError):
            pass
    except BaseException:
        for process in processes:
            process.terminate()
        raise
    finally:
        reader.close()
        writer.close()
        for process in processes:
            process.join()
    codes = [process.exitcode for process in processes]
    if any(codes) or len(results) != len(items):
        raise StageFailed(f"{len(results)} of {len(items)} came out, exit codes {codes}")
    return results
