"""main prints more than the dict.

Misconception: says-more-than-asked
"""
import multiprocessing


def cook(dish, guests, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    answers = multiprocessing.Queue()
    friends = [
        multiprocessing.Process(target=cook, args=(dish, guests, answers)) for dish in dishes
    ]
    for friend in friends:
        friend.start()
    cooked = dict(answers.get() for _ in friends)
    for friend in friends:
        friend.join()
    return cooked


def main():
    print("soup and rice for six guests")
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
