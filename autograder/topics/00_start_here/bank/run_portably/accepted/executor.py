"""The pool of concurrent.futures."""
from concurrent.futures import ProcessPoolExecutor
from functools import partial


def cook(guests, dish):
    return "%s for %d" % (dish, guests)


def run_portably(dishes, guests):
    with ProcessPoolExecutor(2) as executor:
        return dict(zip(dishes, executor.map(partial(cook, guests), dishes)))


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
