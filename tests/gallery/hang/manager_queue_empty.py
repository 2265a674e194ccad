"""A manager's queue that nobody fills.

pattern: get-from-empty
says: The parent, `inbox`
"""

import multiprocessing


def main():
    with multiprocessing.Manager() as manager:
        inbox = manager.Queue()
        return inbox.get()  # waits
