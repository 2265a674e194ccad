"""with on the account itself; the audit goes down the list, lock inside lock."""
import contextlib


def transfer(accounts, src, dst, amount):
    one, other = min(src, dst), max(src, dst)
    with accounts[one], accounts[other]:
        enough = accounts[src].value >= amount
        if enough:
            accounts[src].value -= amount
            accounts[dst].value += amount
    return enough


def audit(accounts):
    if not accounts:
        return 0
    with accounts[0]:
        return accounts[0].value + audit(accounts[1:])
