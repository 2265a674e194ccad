from __future__ import annotations

import itertools
import multiprocessing
import pickle
import threading
from typing import Any


def run_job(parcel: bytes) -> bytes:
    try:
        func, args = pickle.loads(parcel)
        return pickle.dumps(("ok", func(*args)))
    except BaseException as error:  # SystemExit, too
        return pickle.dumps(("failed", f"{type(error).__name__}: {error}"))


def work(jobs, results) -> None:
    while True:
        message = jobs.get()
        if message is None:
            return
        number, parcel = message
        results.put((number, run_job(parcel)))


class JobServer:
    """The results are taken out by a thread all the time, so no worker ever has to wait."""

    def __init__(self, workers: int = 2) -> None:
        self._jobs: multiprocessing.Queue = multiprocessing.Queue()
        self._results = multiprocessing.SimpleQueue()
        self._numbers = itertools.count()
        self._outcomes: dict[int, Any] = {}
        self._waiting_for: set[int] = set()
        self._news = threading.Condition()
        self._closed = False
        self._workers = [
            multiprocessing.Process(target=work, args=(self._jobs, self._results))
            for _ in range(workers)
        ]
        for worker in self._workers:
            worker.start()
        self._collector = threading.Thread(target=self._collect, daemon=True)
        self._collector.start()

    def _collect(self) -> None:
        while (message := self._results.get()) is not None:
            number, outcome = message
            with self._news:
                self._outcomes[number] = pickle.loads(outcome)
                self._news.notify_all()

    def submit(self, func, *args) -> int:
        if self._closed:
            raise ValueError("closed")
        number = next(self._numbers)
        parcel = pickle.dumps((func, args))
        self._waiting_for.add(number)
        self._jobs.put((number, parcel))
        return number

    def wait_all(self) -> dict[int, Any]:
        with self._news:
            self._news.wait_for(lambda: len(self._outcomes) == len(self._waiting_for))
            found, self._outcomes = self._outcomes, {}
        self._waiting_for = set()
        return found

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for _ in self._workers:
            self._jobs.put(None)
        for worker in self._workers:
            worker.join()
        self._results.put(None)  # behind the last result: the workers have delivered theirs
        self._collector.join()
