"""The producer is a process, too; items travel in tuples, the end is an empty one."""

import multiprocessing


def produce(items, shelf, consumers):
    for item in items:
        shelf.put((item,))
    for _ in range(consumers):
        shelf.put(())


def consume(func, shelf, results):
    while True:
        box = shelf.get()
        if not box:
            break
        (item,) = box
        results.put(func(item))


def produce_consume(func, items, consumers=2):
    context = multiprocessing.get_context()
    shelf, results = context.Queue(), context.Queue()
    everybody = [context.Process(target=produce, args=(items, shelf, consumers))]
    for _ in range(consumers):
        everybody.append(context.Process(target=consume, args=(func, shelf, results)))
    for process in everybody:
        process.start()
    try:
        return [results.get(timeout=30) for _ in items]
    finally:
        for process in everybody:
            process.join()
