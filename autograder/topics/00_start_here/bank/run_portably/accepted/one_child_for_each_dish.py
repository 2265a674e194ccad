"""As Hint 2 says, a queue made inside, a list of processes, get before join, the guard."""

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


if __name__ == "__main__":
    main()
