"""Acquire and release by hand with try and finally, the same account as a case of its own."""

def transfer(accounts, src, dst, amount):
    if src == dst:
        with accounts[src].get_lock():
            return accounts[src].value >= amount
    low = accounts[min(src, dst)].get_lock()
    high = accounts[max(src, dst)].get_lock()
    low.acquire()
    high.acquire()
    try:
        enough = accounts[src].value >= amount
        if enough:
            accounts[src].value = accounts[src].value - amount
            accounts[dst].value = accounts[dst].value + amount
        return enough
    finally:
        high.release()
        low.release()


def audit(accounts):
    locks = [account.get_lock() for account in accounts]
    for lock in locks:
        lock.acquire()
    try:
        total = 0
        for account in accounts:
            total += account.value
        return total
    finally:
        for lock in reversed(locks):
            lock.release()
