"""A class of its own whose connections are closed in run."""
import multiprocessing


class Swapper(multiprocessing.Process):
    def __init__(self, gift, conn, close_these):
        super().__init__()
        self.gift, self.conn, self.close_these = gift, conn, close_these
        self.reader, self.home = multiprocessing.Pipe(False)

    def run(self):
        for end in [*self.close_these, self.reader]:
            end.close()
        self.home.send(self.swapped())

    def result(self):
        self.home.close()
        try:
            return self.reader.recv()
        finally:
            self.reader.close()


class Giver(Swapper):
    def swapped(self):
        self.conn.send(self.gift)
        return self.conn.recv()


class Taker(Swapper):
    def swapped(self):
        got = self.conn.recv()
        self.conn.send(self.gift)
        return got


def exchange(a, b):
    left, right = multiprocessing.Pipe()
    giver = Giver(a, left, [right])
    giver.start()
    giver.home.close()
    left.close()
    taker = Taker(b, right, [giver.reader])
    taker.start()
    right.close()
    taker.home.close()
    try:
        results = [giver.reader.recv(), taker.reader.recv()]
    finally:
        for end in (giver.reader, taker.reader):
            end.close()
        for process in (giver, taker):
            process.join()
    return tuple(results)
