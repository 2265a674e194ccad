"""The producer dies of an exception before its last item.

pattern: producer-crashed
says: The parent, Process-1, `numbers`, ZeroDivisionError, line 12
"""

import multiprocessing


def produce(numbers):
    for divisor in (2, 1, 0):
        numbers.put(10 / divisor)


def main():
    numbers = multiprocessing.Queue()
    producer = multiprocessing.Process(target=produce, args=(numbers,))
    producer.start()
    found = [numbers.get() for _ in range(3)]  # waits
    producer.join()
    return found
