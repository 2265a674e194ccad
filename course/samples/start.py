"""The stage of topic 00_start_here. Standard library only."""

from __future__ import annotations

import multiprocessing
import os
import queue
from types import ModuleType
from typing import Any


def introduce_here(module: ModuleType, name: str) -> dict[str, Any]:
    """Call `introduce` in this very process, which is called `name`, and read the queue."""
    multiprocessing.current_process().name = name
    answers: queue.Queue[Any] = queue.Queue()
    module.introduce(answers)
    said = []
    while not answers.empty():  # one thread: nobody else puts anything in
        said.append(answers.get())
    return {"said": said, "pid": os.getpid(), "name": name}
