import functools
import multiprocessing
import pickle
import threading


class Outcome:
    def __init__(self, value=None, error=None):
        self.value = value
        self.error = error


def invoke(func, item):
    try:
        return Outcome(value=func(item))
    except BaseException as error:
        try:
            pickle.loads(pickle.dumps(error))
            return Outcome(error=error)
        except Exception:
            return Outcome(error=RuntimeError(f"{type(error).__name__}: {error}"))


class Collector:
    """Listens to the results and errors, and knows when there is one for every item."""

    def __init__(self, items):
        self.results = {}
        self.errors = {}
        self._missing = set(items)
        self._complete = threading.Event()
        if not self._missing:
            self._complete.set()

    def on_outcome(self, item, outcome):
        if outcome.error is None:
            self.results[item] = outcome.value
        else:
            self.errors[item] = outcome.error
        self._tick_off(item)

    def on_error(self, item, error):
        self.errors[item] = error
        self._tick_off(item)

    def _tick_off(self, item):
        self._missing.discard(item)
        if not self._missing:
            self._complete.set()

    def await_completion(self, seconds):
        self._complete.wait(seconds)

    def give_up(self):
        for item in self._missing:
            self.errors[item] = TimeoutError(f"{item} was not ready in time")


def fetch_all(func, items, processes=4, timeout=10.0):
    collector = Collector(items)
    with multiprocessing.Pool(processes) as pool:
        for item in items:
            pool.apply_async(
                invoke,
                (func, item),
                callback=functools.partial(collector.on_outcome, item),
                error_callback=functools.partial(collector.on_error, item),
            )
        collector.await_completion(timeout)
    # the pool is terminated: no callback can come any more
    collector.give_up()
    return collector.results, collector.errors
