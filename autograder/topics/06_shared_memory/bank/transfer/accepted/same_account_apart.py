"""One account twice needs one lock; two accounts two."""
import contextlib


def transfer(accounts, src, dst, amount):
    if src == dst:
        return accounts[src].value >= amount
    if src < dst:
        with accounts[src].get_lock():
            with accounts[dst].get_lock():
                return move(accounts, src, dst, amount)
    else:
        with accounts[dst].get_lock():
            with accounts[src].get_lock():
                return move(accounts, src, dst, amount)


def move(accounts, src, dst, amount):
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
