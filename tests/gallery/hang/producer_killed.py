"""The producer is killed; the consumer waits for what it would have put.

pattern: producer-crashed
says: The parent, Producer, signal 9
"""

import multiprocessing
import os
import signal


def produce(numbers):
    os.kill(os.getpid(), signal.SIGKILL)
    numbers.put(1)


def main():
    numbers = multiprocessing.Queue()
    producer = multiprocessing.Process(target=produce, args=(numbers,), name="Producer")
    producer.start()
    producer.join()
    return numbers.get()  # waits
