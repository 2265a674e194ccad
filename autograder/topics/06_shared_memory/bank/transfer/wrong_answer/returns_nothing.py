"""It moves the money, but tells nobody.

Misconception: printed-not-returned
"""
import contextlib


def transfer(accounts, src, dst, amount):
    low, high = sorted((src, dst))
    with accounts[low].get_lock(), accounts[high].get_lock():
        if accounts[src].value < amount:
            print("not enough")
        else:
            accounts[src].value -= amount
            accounts[dst].value += amount
            print("done")


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
