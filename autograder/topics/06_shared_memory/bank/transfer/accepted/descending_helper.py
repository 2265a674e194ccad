"""One helper that holds the locks of a set of numbers, the highest number first; recursion-free, used by both functions."""

import contextlib


@contextlib.contextmanager
def holding(accounts, numbers):
    with contextlib.ExitStack() as stack:
        for number in sorted(set(numbers), reverse=True):
            stack.enter_context(accounts[number].get_lock())
        yield


def transfer(accounts, src, dst, amount):
    with holding(accounts, {src, dst}):
        left = accounts[src].value - amount
        if left < 0:
            return False
        accounts[src].value = left
        accounts[dst].value += amount
    return True


def audit(accounts):
    with holding(accounts, range(len(accounts))):
        return sum([account.value for account in accounts])
