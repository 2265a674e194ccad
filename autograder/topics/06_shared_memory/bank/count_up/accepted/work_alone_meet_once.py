import multiprocessing


def push(counter, times):
    # count for myself first, then go to the board a single time
    mine = 0
    for _ in range(times):
        mine += 1
    lock = counter.get_lock()
    lock.acquire()
    try:
        counter.value = counter.value + mine
    finally:
        lock.release()


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    workers = []
    for i in range(processes):
        p = multiprocessing.Process(target=push, args=(counter, times))
        workers.append(p)
    for p in workers:
        p.start()
    for p in workers:
        p.join()
    result = counter.value
    return int(result)
