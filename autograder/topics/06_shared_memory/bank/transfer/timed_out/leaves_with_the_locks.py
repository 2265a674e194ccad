"""The early return forgets to release.

Misconception: lock-never-given-back
"""
import contextlib


def transfer(accounts, src, dst, amount):
    low, high = sorted((src, dst))
    accounts[low].acquire()
    accounts[high].acquire()
    if accounts[src].value < amount:
        return False
    accounts[src].value -= amount
    accounts[dst].value += amount
    accounts[high].release()
    accounts[low].release()
    return True


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
