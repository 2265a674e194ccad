"""Takes the lock of src first, whichever number it has: a deadlock when money goes both ways.

Misconception: locks-in-two-orders
"""

import contextlib


def transfer(accounts, src, dst, amount):
    with accounts[src].get_lock():
        with accounts[dst].get_lock():
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
