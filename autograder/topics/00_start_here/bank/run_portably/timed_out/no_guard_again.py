"""Calls main() at the left margin without a main guard, so every import runs it.

Misconception: starts-when-imported
"""

import multiprocessing


def cook(dish, guests, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    answers = multiprocessing.Queue()
    friends = []
    for dish in dishes:
        friend = multiprocessing.Process(target=cook, args=(dish, guests, answers))
        friend.start()
        friends.append(friend)
    cooked = dict(answers.get() for _ in friends)
    for friend in friends:
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))


main()
