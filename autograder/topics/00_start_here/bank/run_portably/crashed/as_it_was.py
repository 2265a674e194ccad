"""The old program with a guard: a function inside of a function.

Misconception: recipe-on-the-wall
"""
import multiprocessing


def run_portably(dishes, guests):
    answers = multiprocessing.Queue()

    def cook(dish):
        answers.put((dish, f"{dish} for {guests}"))

    friends = [multiprocessing.Process(target=cook, args=(dish,)) for dish in dishes]
    for friend in friends:
        friend.start()
    cooked = dict(answers.get() for dish in dishes)
    for friend in friends:
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
