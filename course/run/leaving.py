"""End a process as Python does, without taking the interpreter apart.

What an interpreter does for others when it ends is done here as well: it waits for threads, calls
what is registered with atexit (where multiprocessing joins and terminates children), lets go of
the student's modules, so that `__del__` of what they hold is called, and flushes the streams. Left
out is to free one by one what the kernel frees at once: a quarter of a call's processor time.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import threading
import types
from collections.abc import Callable, Collection
from typing import NoReturn


def end_as_python_does(run: Callable[[], object], before: Collection[str]) -> NoReturn:
    """Run this as the last thing that the process does; `before` are the modules of ours.

    Ends the process. If ending it raises, raises SystemExit: the interpreter does the rest.
    """
    status = 0
    try:
        run()
    except SystemExit as error:
        status = _status_of(error)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        status = 1
    leave(status, before)


def leave(status: int, before: Collection[str]) -> NoReturn:
    """End the process with this status, as `end_as_python_does` says."""
    try:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        _flush()
        _let_go(before)
        _flush()
    except BaseException:
        raise SystemExit(status) from None
    os._exit(status)


def _status_of(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()


def _let_go(before: Collection[str]) -> None:
    """Drop the modules that came later and what they hold: first what may have a `__del__`.

    That finds its functions, classes and modules still there, as it usually does in Python.
    """
    later = [name for name in list(sys.modules) if name not in before]
    dropped: list[object] = [sys.modules.pop(name) for name in reversed(later)]
    held = [vars(module) for module in dropped if isinstance(module, types.ModuleType)]
    dropped.clear()
    gc.collect()
    kinds = (types.FunctionType, type, types.ModuleType)
    for keep in (kinds, ()):
        for names in held:
            for name in [name for name, value in names.items() if not isinstance(value, keep)]:
                if name != "__builtins__":
                    names[name] = None
    gc.collect()
