"""Nobody looks whether there is enough.

Misconception: balance-not-checked
"""
import contextlib


def transfer(accounts, src, dst, amount):
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
