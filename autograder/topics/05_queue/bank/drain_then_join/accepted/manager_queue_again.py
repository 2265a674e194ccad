import multiprocessing


def drain_then_join(make, names, size):
    batches = {}
    with multiprocessing.Manager() as manager:
        results = manager.Queue()
        team = []
        for name in names:
            team.append(
                multiprocessing.Process(target=send_batch, args=(make, name, size, results))
            )
        for p in team:
            p.start()
        while len(batches) < len(names):
            name, ok, batch = results.get()
            if ok:
                batches[name] = batch
            else:
                batches[name] = None
        for p in team:
            p.join()
    return batches


def send_batch(make, name, size, results):
    try:
        answer = (name, True, make(name, size))
    except BaseException:
        answer = (name, False, None)
    results.put(answer)
