"""A JoinableQueue; every result comes with the place of its item; the team ends at the text END."""

from multiprocessing import JoinableQueue, Process, SimpleQueue

END = "END OF ITEMS"


def consumer(func, todo, done):
    while True:
        work = todo.get()
        try:
            if work == END:
                return
            place, item = work
            done.put((place, func(item)))
        finally:
            todo.task_done()


def produce_consume(func, items, consumers=2):
    todo, done = JoinableQueue(), SimpleQueue()
    team = []
    for _ in range(consumers):
        team.append(Process(target=consumer, args=(func, todo, done)))
        team[-1].start()
    for work in enumerate(items):
        todo.put(work)
    results = [None] * len(items)
    for _ in range(len(items)):
        place, result = done.get()
        results[place] = result
    todo.join()
    for _ in team:
        todo.put(END)
    for process in team:
        process.join()
    return results
