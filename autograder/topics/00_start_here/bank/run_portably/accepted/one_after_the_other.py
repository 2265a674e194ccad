"""A queue and a child for each dish, one after the other."""
import multiprocessing


def cook(dish, guests, answers):
    answers.put(f"{dish} for {guests}")


def run_portably(dishes, guests):
    result = {}
    for dish in dishes:
        answers = multiprocessing.Queue()
        p = multiprocessing.Process(target=cook, args=(dish, guests, answers))
        p.start()
        result[dish] = answers.get()
        p.join()
    return result


def main():
    print(run_portably(["soup", "rice"], 6))


if __name__ == "__main__":
    main()
