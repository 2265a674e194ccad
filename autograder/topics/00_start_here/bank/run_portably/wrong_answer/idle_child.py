"""There is a child, and the parent cooks.

Misconception: answer-made-up-at-home
"""
import multiprocessing


def nothing():
    pass


def run_portably(dishes, guests):
    if dishes:
        child = multiprocessing.Process(target=nothing)
        child.start()
        child.join()
    return {dish: f"{dish} for {guests}" for dish in dishes}


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
