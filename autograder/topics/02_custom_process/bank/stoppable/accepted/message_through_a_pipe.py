"""A pipe that says stop; poll is the pause."""

import multiprocessing


class Stoppable(multiprocessing.Process):
    def __init__(self, step, cleanup, interval):
        super().__init__()
        self.step = step
        self.cleanup = cleanup
        self.interval = interval
        self.ear, self.mouth = multiprocessing.Pipe(duplex=False)

    def run(self):
        try:
            pause = 0
            while not self.ear.poll(pause):
                self.step()
                pause = self.interval
        finally:
            self.cleanup()

    def stop(self):
        self.mouth.send("stop")
