"""Starts the processes without keeping them, as the old program did, and never joins.

Misconception: never-waited-for
"""

import multiprocessing


def cook(dish, guests, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    answers = multiprocessing.Queue()
    for dish in dishes:
        multiprocessing.Process(target=cook, args=(dish, guests, answers)).start()
    return dict(answers.get() for dish in dishes)


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
