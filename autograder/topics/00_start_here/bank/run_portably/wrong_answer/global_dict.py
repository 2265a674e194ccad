"""The children write into a dict, each into its own.

Misconception: child-writes-on-its-own-board
"""
import multiprocessing

table = {}


def cook(dish, guests):
    table[dish] = f"{dish} for {guests}"


def run_portably(dishes, guests):
    friends = [multiprocessing.Process(target=cook, args=(dish, guests)) for dish in dishes]
    for friend in friends:
        friend.start()
    for friend in friends:
        friend.join()
    return table


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
