"""A row of the Array for each process: nobody shares an element, nobody needs a lock."""
import multiprocessing


def add(rows, number, part):
    mine = [0] * 24
    for hour, size in part:
        mine[hour] += size
    rows[number * 24 : (number + 1) * 24] = mine


def histogram(records, processes=2):
    rows = multiprocessing.Array("q", 24 * processes)
    workers = []
    for number in range(processes):
        part = records[number::processes]
        workers.append(multiprocessing.Process(target=add, args=(rows, number, part)))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    flat = rows[:]
    return [sum(flat[hour::24]) for hour in range(24)]
