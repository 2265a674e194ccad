"""A dict of a manager, and the call itself under the guard."""
import multiprocessing as mp


def cook(dish, guests, table):
    table[dish] = f"{dish} for {guests}"


def run_portably(dishes, guests):
    with mp.Manager() as manager:
        table = manager.dict()
        friends = [mp.Process(target=cook, args=(d, guests, table)) for d in dishes]
        for f in friends:
            f.start()
        for f in friends:
            f.join()
        return dict(table)


def main():
    result = run_portably(["soup", "rice"], 6)
    print(result)


if "__main__" == __name__:
    main()
