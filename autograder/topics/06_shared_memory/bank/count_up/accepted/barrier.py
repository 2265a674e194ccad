import multiprocessing


def push(counter, times, barrier):
    barrier.wait()  # nobody begins before all are here
    for _ in range(times):
        with counter.get_lock():
            counter.value += 1


def count_up(processes, times, start=0):
    counter = multiprocessing.Value("q", start)
    barrier = multiprocessing.Barrier(processes)
    team = []
    for _ in range(processes):
        team.append(multiprocessing.Process(target=push, args=(counter, times, barrier)))
        team[-1].start()
    for process in team:
        process.join()
    with counter.get_lock():
        return counter.value
