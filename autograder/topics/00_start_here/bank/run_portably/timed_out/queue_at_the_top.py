"""The queue is a global.

Misconception: queue-on-the-board
"""
import multiprocessing

answers = multiprocessing.Queue()


def cook(dish, guests):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    friends = [multiprocessing.Process(target=cook, args=(dish, guests)) for dish in dishes]
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
