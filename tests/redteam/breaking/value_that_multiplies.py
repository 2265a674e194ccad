"""Returns a list of lists of lists that all are the same: small here, huge when written down."""


def count_primes(limits, processes=2):
    value = ["ha"] * 10
    for _ in range(9):
        value = [value] * 10
    return value
