"""Three philosophers, each with the left fork in the hand.

pattern: lock-order
says: Kant, Hegel, Marx, `forks[0]`, `forks[1]`, `forks[2]`
"""

import multiprocessing


def dine(left, right, seated):
    with left:
        seated.wait()
        with right:  # waits
            pass


def main():
    forks = [multiprocessing.Lock() for _ in range(3)]
    seated = multiprocessing.Barrier(3)
    names = ["Kant", "Hegel", "Marx"]
    processes = [
        multiprocessing.Process(
            target=dine, args=(forks[n], forks[(n + 1) % 3], seated), name=names[n]
        )
        for n in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()  # waits
