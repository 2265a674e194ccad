"""acquire and release with try and finally, the larger number first."""
def transfer(accounts, src, dst, amount):
    first, second = max(src, dst), min(src, dst)
    accounts[first].acquire()
    accounts[second].acquire()
    try:
        if accounts[src].value >= amount:
            accounts[src].value = accounts[src].value - amount
            accounts[dst].value = accounts[dst].value + amount
            return True
        return False
    finally:
        accounts[second].release()
        accounts[first].release()


def audit(accounts):
    for account in reversed(accounts):
        account.acquire()
    total = 0
    for account in accounts:
        total += account.value
    for account in accounts:
        account.release()
    return total
