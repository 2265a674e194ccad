"""A queue for each child, read one after the other."""

import multiprocessing


def child(make, name, size, q):
    try:
        q.put(make(name, size))
    except Exception:
        q.put(None)


def drain_then_join(make, names, size):
    queues, children, answer = {}, {}, {}
    for name in names:
        queues[name] = multiprocessing.Queue()
        children[name] = multiprocessing.Process(
            target=child, args=(make, name, size, queues[name])
        )
        children[name].start()
    for name in names:
        answer[name] = queues[name].get()
        children[name].join()
    return answer
