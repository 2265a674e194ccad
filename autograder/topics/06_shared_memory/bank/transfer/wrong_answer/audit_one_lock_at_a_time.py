"""The audit takes each lock only for the reading of that account, so its readings do not belong to one moment.

Misconception: audit-without-all-locks
"""

def transfer(accounts, src, dst, amount):
    first, second = sorted((src, dst))
    with accounts[first].get_lock(), accounts[second].get_lock():
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
