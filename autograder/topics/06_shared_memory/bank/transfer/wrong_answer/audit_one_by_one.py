"""The audit locks one account at a time.

Misconception: audit-without-all-locks
"""
import contextlib


def transfer(accounts, src, dst, amount):
    low, high = sorted((src, dst))
    with accounts[low].get_lock(), accounts[high].get_lock():
        if accounts[src].value < amount:
            return False
        accounts[src].value -= amount
        accounts[dst].value += amount
        return True


def audit(accounts):
    total = 0
    for account in accounts:
        with account.get_lock():
            total += account.value
    return total
