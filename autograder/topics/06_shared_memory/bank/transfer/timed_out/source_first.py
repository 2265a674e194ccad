"""The source's lock first, whoever the source is.

Misconception: locks-in-two-orders
"""
import contextlib


def transfer(accounts, src, dst, amount):
    with accounts[src].get_lock(), accounts[dst].get_lock():
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
