"""Two processes, two queues, and both begin with get().

pattern: both-receive-first
says: Ping, Pong, `left`, `right`
"""

import multiprocessing


def player(mine, yours):
    ball = mine.get()  # waits
    yours.put(ball + 1)


def main():
    left, right = multiprocessing.Queue(), multiprocessing.Queue()
    ping = multiprocessing.Process(target=player, args=(left, right), name="Ping")
    pong = multiprocessing.Process(target=player, args=(right, left), name="Pong")
    ping.start()
    pong.start()
    ping.join()  # waits
    pong.join()
