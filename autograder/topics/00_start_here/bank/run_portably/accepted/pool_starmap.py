"""A pool, and no queue of its own."""
from multiprocessing import Pool


def cook(dish, guests):
    return f"{dish} for {guests}"


def run_portably(dishes, guests):
    with Pool(2) as pool:
        return dict(zip(dishes, pool.starmap(cook, [(dish, guests) for dish in dishes])))


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
