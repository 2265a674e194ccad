"""fork is asked for by name, and everything else stays as it was.

Misconception: fork-is-not-everywhere
"""
import multiprocessing


def run_portably(dishes, guests):
    context = multiprocessing.get_context("fork")
    answers = context.Queue()

    def cook(dish):
        answers.put((dish, f"{dish} for {guests}"))

    friends = [context.Process(target=cook, args=(dish,)) for dish in dishes]
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
