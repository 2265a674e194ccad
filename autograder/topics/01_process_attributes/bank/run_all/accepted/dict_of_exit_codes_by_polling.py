"""Looks at all processes again and again and fills a dict by index as they end."""

import multiprocessing
import time


def run_all(func, argslist):
    running = {}
    for i, args in enumerate(argslist):
        running[i] = multiprocessing.Process(target=func, args=args)
    for p in running.values():
        p.start()
    codes = {}
    while running:
        for i, p in list(running.items()):
            if not p.is_alive():
                p.join()
                codes[i] = p.exitcode
                del running[i]
        time.sleep(0.01)
    return [codes[i] for i in sorted(codes)]
