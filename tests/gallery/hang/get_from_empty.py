"""The worker was given another queue than the one that the parent reads.

pattern: get-from-empty
says: The parent, `wanted`, Nobody has put
"""

import multiprocessing


def work(queue):
    queue.put("done")


def main():
    wanted, other = multiprocessing.Queue(), multiprocessing.Queue()
    process = multiprocessing.Process(target=work, args=(other,))
    process.start()
    answer = wanted.get()  # waits
    process.join()
    return answer
