"""Joins in the reverse order, and keeps the codes by place."""

import multiprocessing as mp


def run_all(func, argslist):
    codes = {}
    running = []
    for place, args in enumerate(argslist):
        p = mp.Process(target=func, args=tuple(args), name=f"errand {place}")
        p.start()
        running.append((place, p))
    while running:
        place, p = running.pop()
        p.join()
        codes[place] = p.exitcode
        p.close()
    return [codes[place] for place in sorted(codes)]
