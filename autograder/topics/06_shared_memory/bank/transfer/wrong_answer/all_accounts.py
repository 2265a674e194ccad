"""All accounts are locked for every transfer.

Misconception: one-lock-for-everything
"""
import contextlib


def transfer(accounts, src, dst, amount):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
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
