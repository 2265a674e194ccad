"""Three consumers, one sentinel: two of them wait for ever.

pattern: missing-sentinel
says: The parent, Consumer-, `jobs`
"""

import multiprocessing


def consume(jobs):
    while True:
        job = jobs.get()  # waits
        if job is None:
            return


def main():
    jobs = multiprocessing.Queue()
    consumers = [
        multiprocessing.Process(target=consume, args=(jobs,), name=f"Consumer-{number}")
        for number in range(3)
    ]
    for consumer in consumers:
        consumer.start()
    for number in range(10):
        jobs.put(number)
    jobs.put(None)
    for consumer in consumers:
        consumer.join()  # waits
