"""The first account's lock is the gate for all.

Misconception: one-lock-for-everything
"""
import contextlib


def transfer(accounts, src, dst, amount):
    low, high = sorted((src, dst))
    with accounts[0].get_lock(), accounts[low].get_lock(), accounts[high].get_lock():
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
