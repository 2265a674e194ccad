"""The target's lock first, then the source's.

Misconception: locks-in-two-orders
"""
import contextlib


def transfer(accounts, src, dst, amount):
    accounts[dst].acquire()
    accounts[src].acquire()
    enough = accounts[src].value >= amount
    if enough:
        accounts[src].value -= amount
        accounts[dst].value += amount
    accounts[src].release()
    accounts[dst].release()
    return enough


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
