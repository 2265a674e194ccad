"""The audit only reads, so it needs no lock.

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
    return sum(account.value for account in accounts)
