"""What runs inside, beside the student's module: stages without any expected answer."""

from __future__ import annotations

import multiprocessing.util
import os
from types import ModuleType
from typing import Any

from course.run import witness
from course.samples.pool import cook, fetch


def cook_together(order: str) -> str:
    """`cook(order)`, once two processes are in here at the same time or 4 s are over."""
    with witness.at_work("cooking"):
        witness.meet(2, label="kitchen")
        return cook(order)


def fetch_together(page: str) -> object:
    """`fetch(page)`, once three processes are in here at the same time or 4 s are over."""
    with witness.sighting("fetching"):
        witness.meet(3, label="web")
        return fetch(page)


def shared_progress_twice(
    module: ModuleType, first: list[str], second: list[str], processes: int
) -> list[Any]:
    """Call shared_progress once for each list, in one process; both return values."""
    return [module.shared_progress(cook, items, processes) for items in (first, second)]


def word_count_elsewhere(module: ModuleType, paths: list[str], processes: int) -> Any:
    """Call word_count where children start on a machine whose own encoding is ASCII.

    Only children under spawn can be told so; the check asks for that start method.
    """
    os.environ |= {"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"}
    flags = ["-S", "-B", "-X", "utf8=0"]
    multiprocessing.util._args_from_interpreter_flags = lambda: flags  # type: ignore[attr-defined]
    return module.word_count(paths, processes)
