"""Two one-way pipes; who dies is seen by the sentinel, and the rest is terminated."""
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def first(a, out, inn, home):
    out.send(a)
    home.send(inn.recv())


def second(b, out, inn, home):
    got = inn.recv()
    out.send(b)
    home.send(got)


def exchange(a, b):
    r1, w1 = Pipe(False)
    r2, w2 = Pipe(False)
    home1, h1 = Pipe(False)
    home2, h2 = Pipe(False)
    team = {
        home1: Process(target=first, args=(a, w1, r2, h1)),
        home2: Process(target=second, args=(b, w2, r1, h2)),
    }
    got = {}
    try:
        for process in team.values():
            process.start()
        while len(got) < 2:
            waiting = {h: p for h, p in team.items() if h not in got}
            ready = wait([*waiting, *(p.sentinel for p in waiting.values())])
            for home, process in waiting.items():
                if home in ready:
                    got[home] = home.recv()
                elif process.sentinel in ready:
                    if not home.poll():
                        raise RuntimeError(f"{process.name} died: {process.exitcode}")
        return got[home1], got[home2]
    finally:
        for process in team.values():
            process.terminate()
            process.join()
