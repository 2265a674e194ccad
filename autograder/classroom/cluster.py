"""The same work on a Dask cluster: `--cluster tcp://scheduler:8786`.

A worker needs the package, a sandbox, and nothing else: no file travels but what is in the task.
Each judges one exercise at a time (start it with `--nthreads 1`; more threads only wait). A worker
that dies costs the time of its task, which Dask gives to another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from typing import Any

from autograder.classroom.journal import CannotGrade
from autograder.classroom.work import OtherEngine
from autograder.judges import Done, Task
from autograder.sandbox import SandboxMissing

CONNECT = 20
"""Seconds to wait for the scheduler, and then for its first worker."""

_one_at_a_time = threading.Lock()


def run_all(tasks: Sequence[Task], address: str) -> Iterator[Done]:
    """Do all tasks on the cluster; yields each when it is done. Raises CannotGrade."""
    try:
        from distributed import Client, as_completed
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise CannotGrade(
            "a cluster needs Dask: install the extra `cluster`, here and on the workers"
        ) from None
    try:
        client = Client(address, timeout=CONNECT, set_as_default=False)
        client.wait_for_workers(1, timeout=CONNECT)
    except (OSError, TimeoutError) as error:
        raise CannotGrade(f"no Dask cluster with a worker at {address}: {error}") from None
    with client:
        futures = {
            client.submit(_work, task, pure=False, retries=0, priority=-place): task
            for place, task in enumerate(tasks)
        }
        for future in as_completed(list(futures), loop=client.loop):
            task = futures.pop(future)
            try:
                result, seconds = future.result()
            except KilledWorker:
                yield Done(task.key, task.kind, None, died=True)
            except (OtherEngine, SandboxMissing) as error:
                raise CannotGrade(
                    f"a worker of the cluster cannot judge: {error}\n"
                    "Mend or end that worker and run this again: what was judged so far is kept."
                ) from None
            except (CancelledError, ImportError, AttributeError) as error:
                raise CannotGrade(
                    f"the cluster gave the work back ({type(error).__name__}: {error}). Does its "
                    "scheduler still run, and has each worker this package? Run it again then: "
                    "what was judged so far is kept."
                ) from None
            else:
                yield Done(task.key, task.kind, result, seconds)
            future.release()


def _work(task: Task) -> tuple[Any, float]:
    """On a worker."""
    with _one_at_a_time:
        began = time.monotonic()
        return task.call(*task.args), time.monotonic() - began
