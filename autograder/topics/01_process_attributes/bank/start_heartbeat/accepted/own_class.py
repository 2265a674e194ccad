"""A class of its own that waits for an event."""

import multiprocessing


class Heart(multiprocessing.Process):
    def __init__(self, path, interval):
        super().__init__(daemon=True)
        self.path = path
        self.interval = interval
        self.stopped = multiprocessing.Event()

    def run(self):
        while True:
            with open(self.path, "ab") as file:
                file.write(b"%d\n" % self.pid)
            if self.stopped.wait(self.interval):
                return


def start_heartbeat(path, interval):
    heart = Heart(path, interval)
    heart.start()
    return heart
