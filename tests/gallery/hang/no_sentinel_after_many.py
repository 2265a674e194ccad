"""A consumer of thousands of items, which never hears that no more will come.

pattern: missing-sentinel
says: The parent, Process-1, `items`
"""

import multiprocessing


def consume(items):
    total = 0
    while True:
        item = items.get()  # waits
        if item == "stop":
            return
        total += item


def main():
    items = multiprocessing.Queue()
    consumer = multiprocessing.Process(target=consume, args=(items,))
    consumer.start()
    for number in range(5000):
        items.put(number)
    consumer.join()  # waits
