import contextlib
import multiprocessing


class Friend(multiprocessing.Process):
    """One of the two. Knows its gift, its end of the tube, and its way home."""

    def __init__(self, gift, conn, home, not_mine):
        super().__init__()
        self.gift = gift
        self.conn = conn
        self.home = home
        self.not_mine = not_mine

    def run(self):
        for end in self.not_mine:
            end.close()
        self.home.send(self.swap())
        self.home.close()

    def swap(self):
        raise NotImplementedError


class Speaker(Friend):
    def swap(self):
        self.conn.send(self.gift)
        return self.conn.recv()


class Listener(Friend):
    def swap(self):
        heard = self.conn.recv()
        self.conn.send(self.gift)
        return heard


def go(stack, friend):
    friend.start()
    stack.callback(friend.join)


def exchange(a, b):
    with contextlib.ExitStack() as stack:
        mine, yours = multiprocessing.Pipe()
        home_1, way_1 = multiprocessing.Pipe(duplex=False)
        speaker = Speaker(a, mine, way_1, [yours, home_1])
        go(stack, speaker)
        mine.close()
        way_1.close()
        home_2, way_2 = multiprocessing.Pipe(duplex=False)
        listener = Listener(b, yours, way_2, [home_1, home_2])
        go(stack, listener)
        yours.close()
        way_2.close()
        # Closed before the joins: whoever still speaks to me gets a BrokenPipeError and ends.
        stack.enter_context(home_1)
        stack.enter_context(home_2)
        for_first = home_1.recv()
        for_second = home_2.recv()
        return for_first, for_second
