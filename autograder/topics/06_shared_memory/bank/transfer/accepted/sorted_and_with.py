"""Sorted((src, dst)) and one with for both locks, ExitStack in the audit, as in the lesson."""

import contextlib


def transfer(accounts, src, dst, amount):
    first, second = sorted((src, dst))
    with accounts[first].get_lock(), accounts[second].get_lock():
        if accounts[src].value < amount:
            return False
        accounts[src].value -= amount
        accounts[dst].value += amount
        return True


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
