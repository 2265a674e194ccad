"""Plain processes may have a Value as argument; each takes every n-th item."""
import multiprocessing


def work(func, jobs, counter, answers):
    for place, item in jobs:
        result = func(item)
        with counter.get_lock():
            counter.value += 1
            done = counter.value
        answers.put((place, result, done))


def shared_progress(func, items, processes=2):
    counter = multiprocessing.Value("i", 0)
    answers = multiprocessing.Queue()
    jobs = list(enumerate(items))
    workers = [
        multiprocessing.Process(target=work, args=(func, jobs[k::processes], counter, answers))
        for k in range(processes)
    ]
    for w in workers:
        w.start()
    pairs = [None] * len(jobs)
    for _ in jobs:
        place, result, done = answers.get()
        pairs[place] = (result, done)
    for w in workers:
        w.join()
    return pairs
