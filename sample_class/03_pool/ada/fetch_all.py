import multiprocessing


def fetch_all(func, items, processes=4, timeout=10.0):
    results, errors = {}, {}
    with multiprocessing.Pool(processes) as pool:
        asked = {item: pool.apply_async(func, (item,)) for item in items}
        for item, handle in asked.items():
            try:
                results[item] = handle.get(timeout)
            except Exception as error:
                errors[item] = error
    return results, errors
