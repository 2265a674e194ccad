"""Takes the second lock only if it is free, otherwise gives the first back and begins anew."""
import contextlib
import random
import time


def transfer(accounts, src, dst, amount):
    a, b = accounts[src], accounts[dst]
    while True:
        with a.get_lock():
            if b.get_lock().acquire(False):
                try:
                    if a.value < amount:
                        return False
                    a.value -= amount
                    b.value += amount
                    return True
                finally:
                    b.get_lock().release()
        time.sleep(random.random() / 100)


def audit(accounts):
    with contextlib.ExitStack() as stack:
        for account in accounts:
            stack.enter_context(account.get_lock())
        return sum(account.value for account in accounts)
