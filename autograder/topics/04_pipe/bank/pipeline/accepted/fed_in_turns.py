"""No feeder: the parent sends the next item when few are on their way, and watches the sentinels."""
import multiprocessing
from multiprocessing.connection import wait


class StageFailed(Exception):
    """A stage of the chain ended before it had passed on everything."""


def sender(item, conn):
    conn.send(item)


def stage(func, conn_in, conn_out):
    while True:
        last, item = conn_in.recv()
        if last:
            conn_out.send((True, None))
            return
        conn_out.send((False, func(item)))


def relay(conn_in, conn_out, items):
    for item in items:
        conn_out.send((False, item))
    conn_out.send((True, None))


def pipeline(items, stages):
    if not stages:
        return list(items)
    pipes = [multiprocessing.Pipe(False) for _ in range(len(stages) + 1)]
    team = [
        multiprocessing.Process(target=stage, args=(func, pipes[n][0], pipes[n + 1][1]))
        for n, func in enumerate(stages)
    ]
    team.append(multiprocessing.Process(target=relay, args=(None, pipes[0][1], items)))
    for process in team:
        process.start()
    home = pipes[-1][0]
    results = []
    try:
        while True:
            ready = wait([home, *(process.sentinel for process in team)])
            if home in ready:
                last, item = home.recv()
                if last:
                    break
                results.append(item)
            elif any(process.exitcode for process in team):
                raise StageFailed("somebody died")
            else:
                team = [process for process in team if process.is_alive()]
        return results
    finally:
        for process in multiprocessing.active_children():
            if len(results) < len(items):
                process.kill()
            process.join()
