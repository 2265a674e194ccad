"""Every message says what it is; a broken chain is seen at its end, whoever broke it."""
import multiprocessing as mp


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, source, target, theirs):
    theirs.close()
    try:
        while True:
            kind, item = source.recv()
            if kind == "item":
                try:
                    item = func(item)
                except Exception as error:
                    kind, item = "error", repr(error)
            target.send((kind, item))
            if kind != "item":
                break
    except (EOFError, BrokenPipeError):
        pass


def feed(items, target, theirs):
    theirs.close()
    try:
        for item in items:
            target.send(("item", item))
        target.send(("end", len(items)))
    except BrokenPipeError:
        pass


def pipeline(items, stages):
    source, target = mp.Pipe(False)
    team = [mp.Process(target=feed, args=(items, target, source))]
    team[0].start()
    target.close()
    for func in stages:
        following, target = mp.Pipe(False)
        team.append(mp.Process(target=stage, args=(func, source, target, following)))
        team[-1].start()
        source.close()
        target.close()
        source = following
    results = []
    try:
        while True:
            kind, item = source.recv()
            if kind == "end":
                return results
            if kind == "error":
                raise StageFailed(item)
            results.append(item)
    except EOFError:
        raise StageFailed("the chain ended without its last word") from None
    finally:
        source.close()
        for process in team:
            process.join()
