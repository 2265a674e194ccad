"""A producer that raises says so; one that is gone is seen by its exit code."""

import copy
import multiprocessing as mp
import queue


class ProducerDied(Exception):
    """A producer came to its end before it had produced everything."""


def run(produce, rank, name, out):
    try:
        for number, (stamp, payload) in enumerate(produce(name)):
            out.put(("entry", (stamp, rank, number), name, copy.deepcopy(payload)))
    except Exception as error:
        out.put(("error", None, name, repr(error)))
    else:
        out.put(("end", None, name, None))


def receive(out, team):
    while True:
        try:
            return out.get(timeout=0.1)
        except queue.Empty:
            pass
        for process in team:
            if process.exitcode not in (None, 0):
                raise ProducerDied(f"{process.name} ended with exit code {process.exitcode}")


def merge_in_order(produce, names):
    out = mp.Queue()
    team = []
    for rank, name in enumerate(names):
        team.append(mp.Process(target=run, args=(produce, rank, name, out), name=name))
    for process in team:
        process.start()
    entries, ended = [], 0
    try:
        while ended < len(team):
            kind, key, name, what = receive(out, team)
            if kind == "end":
                ended += 1
            elif kind == "error":
                raise ProducerDied(what)
            else:
                entries.append((key, name, what))
    except BaseException:
        for process in team:
            process.terminate()
        raise
    finally:
        for process in team:
            process.join()
    entries.sort(key=lambda entry: entry[0])
    return [(key[0], name, what) for key, name, what in entries]
