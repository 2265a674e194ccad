"""At most `processes` processes at a time, each with one item and a pipe of its own."""
import time
from multiprocessing import Pipe, Process
from multiprocessing.connection import wait


def run_one(func, item, conn):
    try:
        answer = (True, func(item))
    except Exception as e:
        answer = (False, e)
    conn.send(answer)
    conn.close()


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    todo = list(items)
    running = {}
    while todo or running:
        while todo and len(running) < processes:
            item = todo.pop(0)
            mine, theirs = Pipe(duplex=False)
            p = Process(target=run_one, args=(func, item, theirs))
            p.start()
            theirs.close()
            running[mine] = (item, p, time.monotonic() + timeout)
        first_end = min(end for item, p, end in running.values())
        for conn in wait(list(running), max(0, first_end - time.monotonic())):
            item, p, end = running.pop(conn)
            fine, what = conn.recv()
            if fine:
                results[item] = what
            else:
                errors[item] = what
            conn.close()
            p.join()
        for conn, (item, p, end) in list(running.items()):
            if time.monotonic() >= end:
                del running[conn]
                p.kill()
                p.join()
                conn.close()
                errors[item] = TimeoutError(item)
    return results, errors
