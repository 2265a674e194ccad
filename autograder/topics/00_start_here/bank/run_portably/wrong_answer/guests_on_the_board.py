"""The queue is handed over, but guests stays a global that the parent sets: 0 under spawn and forkserver.

Misconception: child-reads-its-own-board
"""

import multiprocessing

guests_tonight = 0


def cook(dish, answers):
    answers.put((dish, f"{dish} for {guests_tonight}"))


def run_portably(dishes, guests):
    global guests_tonight
    guests_tonight = guests
    answers = multiprocessing.Queue()
    friends = []
    for dish in dishes:
        friend = multiprocessing.Process(target=cook, args=(dish, answers))
        friend.start()
        friends.append(friend)
    cooked = dict(answers.get() for _ in friends)
    for friend in friends:
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
