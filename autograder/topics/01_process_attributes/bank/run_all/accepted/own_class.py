"""A class of one's own, and a context."""

import multiprocessing

context = multiprocessing.get_context()


class Errand(context.Process):
    def __init__(self, func, args):
        super().__init__()
        self.func = func
        self.arguments = args

    def run(self):
        self.func(*self.arguments)


def run_all(func, argslist):
    errands = [Errand(func, args) for args in argslist]
    for errand in errands:
        errand.start()
    return [wait_for(errand) for errand in errands]


def wait_for(errand):
    errand.join()
    return errand.exitcode
