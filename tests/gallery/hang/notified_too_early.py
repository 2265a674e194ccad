"""notify() comes before anybody waits, and is not remembered.

pattern: condition-never-notified
says: The parent, `changed`, Process-1, before it waited
"""

import multiprocessing


def work(changed, ready):
    ready.wait()
    with changed:
        changed.wait()  # waits


def main():
    changed, ready = multiprocessing.Condition(), multiprocessing.Event()
    process = multiprocessing.Process(target=work, args=(changed, ready))
    process.start()
    with changed:
        changed.notify()
    ready.set()
    process.join()  # waits
