"""The queue of a manager keeps everything itself, so children may be joined first."""

import multiprocessing


def child(make, name, size, q):
    batch = None
    try:
        batch = make(name, size)
    finally:
        q.put((name, batch))


def quiet_child(*args):
    try:
        child(*args)
    except Exception as error:
        print("no batch:", error)


def drain_then_join(make, names, size):
    with multiprocessing.Manager() as manager:
        q = manager.Queue()
        team = [
            multiprocessing.Process(target=quiet_child, args=(make, name, size, q))
            for name in names
        ]
        for p in team:
            p.start()
        for p in team:
            p.join()
        answer = {}
        for _ in team:
            name, batch = q.get()
            answer[name] = batch
        return answer
