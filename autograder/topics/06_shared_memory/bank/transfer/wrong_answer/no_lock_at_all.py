"""Each access is locked, so why lock?

Misconception: written-without-its-lock
"""
import contextlib


def transfer(accounts, src, dst, amount):
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
