"""Threads share everything, and are no processes.

Misconception: thread-shares-the-kitchen
"""
import queue
import threading


def cook(dish, guests, answers):
    answers.put((dish, f"{dish} for {guests}"))


def run_portably(dishes, guests):
    answers = queue.Queue()
    friends = [threading.Thread(target=cook, args=(d, guests, answers)) for d in dishes]
    for friend in friends:
        friend.start()
    for friend in friends:
        friend.join()
    return dict(answers.get() for _ in friends)


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
