"""The balance is checked before the locks are taken.

Misconception: check-before-the-lock
"""
import contextlib


def transfer(accounts, src, dst, amount):
    if accounts[src].value < amount:
        return False
    low, high = sorted((src, dst))
    with accounts[low].get_lock(), accounts[high].get_lock():
        accounts[src].value -= amount
        accounts[dst].value += amount
    return True


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
