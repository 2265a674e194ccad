"""The guard as Windows programs have it."""
import multiprocessing

TEXT = "{} for {}"


def cook(order, answers):
    dish, guests = order
    answers.put((dish, TEXT.format(dish, guests)))


def run_portably(dishes, guests):
    answers = multiprocessing.SimpleQueue()
    friends = []
    for dish in dishes:
        friends.append(multiprocessing.Process(target=cook, args=((dish, guests), answers)))
        friends[-1].start()
    cooked = [answers.get() for _ in friends]
    while friends:
        friends.pop().join()
    return {dish: text for dish, text in cooked}


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    multiprocessing.freeze_support()
    main()
