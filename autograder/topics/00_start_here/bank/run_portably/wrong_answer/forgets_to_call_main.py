"""Main is defined and nobody calls it; started as a script the file prints nothing.

Misconception: nobody-calls-main
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
    cooked = dict([answers.get() for _ in dishes])
    for friend in friends:
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))
