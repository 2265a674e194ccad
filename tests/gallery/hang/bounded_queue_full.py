"""The parent fills a bounded queue before it starts the consumer.

pattern: queue-full-nobody-reads
says: The parent, `jobs`, Nobody reads
"""

import multiprocessing


def consume(jobs):
    while jobs.get() is not None:
        pass


def main():
    jobs = multiprocessing.Queue(maxsize=3)
    consumer = multiprocessing.Process(target=consume, args=(jobs,))
    for number in range(10):
        jobs.put(number)  # waits
    jobs.put(None)
    consumer.start()
    consumer.join()
