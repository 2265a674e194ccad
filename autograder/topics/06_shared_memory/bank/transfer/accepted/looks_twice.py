"""A first look without the lock, and a second one under it, which counts."""
import contextlib


def transfer(accounts, src, dst, amount):
    if accounts[src].value < amount:
        return False
    with lock_both(accounts, src, dst):
        if accounts[src].value < amount:
            return False
        accounts[src].value -= amount
        accounts[dst].value += amount
    return True


@contextlib.contextmanager
def lock_both(accounts, *numbers):
    with contextlib.ExitStack() as stack:
        for number in sorted(set(numbers)):
            stack.enter_context(accounts[number].get_lock())
        yield


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
