"""Looks whether there is enough before it takes the locks, so two may take the same money.

Misconception: check-before-the-lock
"""

import contextlib


def transfer(accounts, src, dst, amount):
    if accounts[src].value < amount:
        return False
    first, second = sorted((src, dst))
    with accounts[first].get_lock(), accounts[second].get_lock():
        accounts[src].value -= amount
        accounts[dst].value += amount
    return True


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
