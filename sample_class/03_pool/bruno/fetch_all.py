from multiprocessing import Pool


def fetch_all(func, items, processes=4, timeout=10.0):
    with Pool(processes) as pool:
        pages = pool.map(func, items, chunksize=1)
    return dict(zip(items, pages)), {}
