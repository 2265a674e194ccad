"""After the model line_counts, started and appended in one loop, joined and closed in the next."""

import multiprocessing


def run_all(func, argslist):
    couriers = []
    for i, args in enumerate(argslist):
        courier = multiprocessing.Process(target=func, args=args, name=f"call {i}")
        courier.start()
        couriers.append(courier)
    codes = []
    for courier in couriers:
        courier.join()
        codes.append(courier.exitcode)
        courier.close()
    return codes
