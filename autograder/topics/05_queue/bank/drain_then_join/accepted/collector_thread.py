import multiprocessing
import threading


def drain_then_join(make, names, size):
    results = multiprocessing.Queue()
    processes = []
    for name in names:
        process = multiprocessing.Process(
            target=send_batch, args=(make, name, size, results), name=name
        )
        process.start()
        processes.append(process)

    batches = {}

    def drain():
        for _ in processes:
            name, batch = results.get()
            batches[name] = batch

    # Somebody drains while I join, so both are going on at the same time.
    drainer = threading.Thread(target=drain)
    drainer.start()
    drainer.join()
    for process in processes:
        process.join()
    return batches


def send_batch(make, name, size, results):
    batch = None
    try:
        batch = make(name, size)
    except BaseException as error:
        print(f"{name}: {error!r}")
    finally:
        results.put((name, batch))
