"""Arithmetic with the box instead of its number.

Misconception: cell-is-not-its-value
"""
import contextlib


def transfer(accounts, src, dst, amount):
    low, high = sorted((src, dst))
    with accounts[low].get_lock(), accounts[high].get_lock():
        if accounts[src].value < amount:
            return False
        accounts[src] -= amount
        accounts[dst] += amount
        return True


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
