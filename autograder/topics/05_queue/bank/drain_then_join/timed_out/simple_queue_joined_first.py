"""A SimpleQueue, and joins first.

Misconception: join-before-drain
"""

import multiprocessing


def child(make, name, size, q):
    try:
        q.put((name, make(name, size)))
    except ValueError:
        q.put((name, None))


def drain_then_join(make, names, size):
    q = multiprocessing.SimpleQueue()
    children = []
    for name in names:
        c = multiprocessing.Process(target=child, args=(make, name, size, q))
        c.start()
        children.append(c)
    for c in children:
        c.join()
    answer = {}
    while not q.empty():
        name, batch = q.get()
        answer[name] = batch
    return answer
