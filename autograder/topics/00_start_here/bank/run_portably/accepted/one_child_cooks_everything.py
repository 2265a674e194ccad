"""A single child gets the whole list and sends the finished dict."""

import multiprocessing as mp


def cook_all(dishes, guests, answers):
    menu = {}
    for dish in dishes:
        menu[dish] = dish + " for " + str(guests)
    answers.put(menu)


def run_portably(dishes, guests):
    answers = mp.SimpleQueue()
    child = mp.Process(target=cook_all, args=(list(dishes), guests, answers))
    child.start()
    menu = answers.get()
    child.join()
    return menu


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
