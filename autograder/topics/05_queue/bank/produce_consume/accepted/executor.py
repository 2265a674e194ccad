"""The library's own consumers."""

from concurrent.futures import ProcessPoolExecutor, as_completed


def produce_consume(func, items, consumers=2):
    with ProcessPoolExecutor(max_workers=consumers) as executor:
        futures = [executor.submit(func, item) for item in items]
        return [future.result() for future in as_completed(futures)]
