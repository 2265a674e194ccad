"""A lock of the module: a gate for all under fork, and no lock at all under spawn.

Misconception: written-without-its-lock
"""
import contextlib
import multiprocessing

lock = multiprocessing.Lock()


def transfer(accounts, src, dst, amount):
    with lock:
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
