"""The stacks of this very process, as faulthandler would write them, without the notebook's own.

A kernel has some ten threads that belong to the notebook's machinery, and the main thread's lowest
thirty frames do, too. Whoever asks why a cell hangs asks about the rest.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection
from types import FrameType

CELL = "cell"
"""The name of a notebook's own code, where another program has a module."""

_MACHINERY = frozenset(
    ("IPython", "debugpy", "ipykernel", "jupyter_client", "pydevd", "tornado", "traitlets", "zmq")
)


def own_stacks(leave_out: Collection[int] = ()) -> str:
    """The threads of this process but those in `leave_out`, innermost frame first, main last."""
    main = threading.main_thread().ident
    everything = sys._current_frames()
    parts = [
        _thread(ident, frame)
        for ident, frame in sorted(everything.items())
        if ident != main and ident not in leave_out and not _is_machinery(frame)
    ]
    if main in everything:
        parts.append(_thread(main, everything[main], down_to_cell=True))
    return "\n".join(parts)


def learners_line(frame: FrameType | None) -> int | None:
    """The line at which the notebook's own code stands in this stack, None if it is not in it."""
    code = sys.modules["__main__"].__dict__
    while frame is not None:
        if frame.f_globals is code:
            return frame.f_lineno
        frame = frame.f_back
    return None


def _thread(ident: int, frame: FrameType | None, *, down_to_cell: bool = False) -> str:
    code = sys.modules["__main__"].__dict__
    lines: list[str] = []
    last_of_cell = 0
    while frame is not None:
        file = frame.f_code.co_filename
        if frame.f_globals is code:
            file = f"{CELL}.py"
            last_of_cell = len(lines) + 1
        lines.append(f'  File "{file}", line {frame.f_lineno} in {frame.f_code.co_name}')
        frame = frame.f_back
    if down_to_cell and last_of_cell:
        lines = lines[:last_of_cell]
    who = "Current thread" if down_to_cell else "Thread"  # as faulthandler calls the one it is in
    return "\n".join([f"{who} 0x{ident:016x} (most recent call first):", *lines, ""])


def _is_machinery(frame: FrameType | None) -> bool:
    """Whether the thread belongs to the notebook: it runs no code but the notebook's."""
    while frame is not None:
        if str(frame.f_globals.get("__name__")).partition(".")[0] in _MACHINERY:
            return True
        frame = frame.f_back
    return False
