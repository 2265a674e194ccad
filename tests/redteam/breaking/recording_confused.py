"""Writes events that lack everything: no object, no number, no end of time."""
import glob
import json


def count_primes(limits, processes=2):
    kinds = ("start", "run", "obj", "pool", "task", "put", "get", "join", "acquire", "exit", "work",
             "more", "result", "send", "recv", "wait", "timer", "value", "pclose", "pterminate", "reap")
    (path,) = glob.glob("/tmp/call-*/events")
    with open(path, "a") as file:
        for kind in kinds:
            for time in (1.0, -1e300, float("nan"), float("inf"), 10**400):
                file.write(json.dumps({"t": time, "pid": 1, "k": kind}) + "\n")
                file.write(json.dumps({"t": 1, "pid": 10**30, "k": kind, "obj": [], "id": {}, "at": 5,
                                       "child": "x", "ph": "B", "workers": "many"}) + "\n")
    if len(limits) > 6:
        import multiprocessing as mp
        mp.Lock().acquire()
        mp.Queue().get()
    return [0 for _ in limits]
