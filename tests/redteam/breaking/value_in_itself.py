"""Returns a list that contains itself."""


def count_primes(limits, processes=2):
    value = []
    value.append(value)
    return value
