"""A process for each item, never more than `processes`; pipes and sentinels are watched together."""
import multiprocessing
import pickle
from multiprocessing.connection import wait


class WorkerDied(Exception):
    """A worker process ended before it had a result."""


def run(func, item, conn):
    try:
        answer = (True, func(item))
    except Exception as error:
        answer = (False, error)
    try:
        data = pickle.dumps(answer)
        pickle.loads(data)
    except Exception:
        data = pickle.dumps((False, RuntimeError(f"can't be sent: {answer[1]!r}")))
    conn.send_bytes(data)


def robust_map(func, items, processes=2):
    todo = list(enumerate(items))[::-1]
    results = [None] * len(todo)
    running = {}
    try:
        while todo or running:
            while todo and len(running) < processes:
                place, item = todo.pop()
                mine, theirs = multiprocessing.Pipe(False)
                process = multiprocessing.Process(target=run, args=(func, item, theirs))
                process.start()
                theirs.close()
                running[mine] = (place, process)
            ready = wait([*running, *(p.sentinel for _, p in running.values())])
            for conn, (place, process) in list(running.items()):
                if conn not in ready and process.sentinel not in ready:
                    continue
                if not conn.poll():
                    if process.sentinel in ready:
                        raise WorkerDied(f"exit code of item {place}: {process.exitcode}")
                    continue
                try:
                    fine, what = pickle.loads(conn.recv_bytes())
                except EOFError:
                    raise WorkerDied(f"no result for item {place}") from None
                del running[conn]
                process.join()
                conn.close()
                if not fine:
                    raise what
                results[place] = what
        return results
    finally:
        for conn, (_, process) in running.items():
            process.kill()
            process.join()
            conn.close()
