"""Returns objects, and raises errors, whose text never ends."""


class Endless:
    def __repr__(self):
        while True:
            pass

    __str__ = __repr__


class EndlessError(Exception):
    __repr__ = __str__ = Endless.__repr__


def count_primes(limits, processes=2):
    if len(limits) > 6:
        raise EndlessError(Endless())
    return [Endless() for _ in limits]
