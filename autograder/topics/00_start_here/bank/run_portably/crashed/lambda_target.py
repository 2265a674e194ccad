"""A lambda carries the arguments.

Misconception: recipe-on-the-wall
"""
import multiprocessing


def cook(dish, guests, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    answers = multiprocessing.Queue()
    cooked = {}
    for dish in dishes:
        friend = multiprocessing.Process(target=lambda: cook(dish, guests, answers))
        friend.start()
        key, cooked[dish] = answers.get()
        friend.join()
    return cooked


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
