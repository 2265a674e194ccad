"""No feeder: the parent sends the next item when there is room for it in the chain."""
import multiprocessing


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def stage(func, conn_in, conn_out, not_mine):
    for conn in not_mine:
        conn.close()
    try:
        while True:
            conn_out.send(func(conn_in.recv()))
    except EOFError:
        conn_out.close()


def pipeline(items, stages):
    if not stages:
        return list(items)
    last, entrance = multiprocessing.Pipe(False)
    team = []
    for func in stages:
        following, out = multiprocessing.Pipe(False)
        args = (func, last, out, [entrance, following])
        team.append(multiprocessing.Process(target=stage, args=args))
        team[-1].start()
        last.close()
        out.close()
        last = following
    results = []
    try:
        for sent, item in enumerate(items):
            if sent - len(results) == len(stages):
                results.append(last.recv())
            entrance.send(item)
        while len(results) < len(items):
            results.append(last.recv())
        return results
    except (EOFError, OSError) as error:
        raise StageFailed("a stage is dead") from error
    finally:
        entrance.close()
        last.close()
        for process in team:
            process.join()
