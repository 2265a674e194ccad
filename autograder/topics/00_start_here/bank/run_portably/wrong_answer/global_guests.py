"""The number of guests is a global that the parent sets.

Misconception: child-reads-its-own-board
"""
import multiprocessing

guests = 0


def cook(dish, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, number):
    global guests
    guests = number
    answers = multiprocessing.Queue()
    friends = [multiprocessing.Process(target=cook, args=(dish, answers)) for dish in dishes]
    for friend in friends:
        friend.start()
    cooked = dict(answers.get() for _ in friends)
    for friend in friends:
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
