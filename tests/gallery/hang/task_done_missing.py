"""The consumer does not call task_done() for the items that it skips.

pattern: task-done-missing
says: The parent, `jobs`, task_done()
"""

import multiprocessing


def consume(jobs):
    while True:
        job = jobs.get()  # waits
        if job < 0:
            continue
        jobs.task_done()


def main():
    jobs = multiprocessing.JoinableQueue()
    consumer = multiprocessing.Process(target=consume, args=(jobs,), daemon=True)
    consumer.start()
    for job in (1, -1, 2):
        jobs.put(job)
    jobs.join()  # waits
