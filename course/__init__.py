"""Python's multiprocessing, taught in notebooks.

In a notebook, `%load_ext course` gives the `%%module` magic and its companions; `check` judges
an exercise, `timeline` draws what processes did, `note` writes a word into that picture,
`progress` shows what is solved and what comes next.

The driver and every spawned child import this package, so importing it loads nothing: each of
the four is fetched when it is first asked for, and IPython only by `%load_ext`.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["check", "note", "progress", "timeline"]

# Where each function lives. Three have the name of their module; see _Package.
_HOMES = {
    "check": "course.check",
    "note": "course.run.recorder",
    "progress": "course.progress",
    "timeline": "course.timeline",
}

# Chooses the default start method of a notebook's kernel. Unset, it is the platform's. The tests
# set it to run every notebook under each of them.
START_METHOD = "COURSE_START_METHOD"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """Keeps `course.check` the function, whoever imports the module `course.check` and when.

    After importing a submodule, Python binds it in its package under its name.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def load_ipython_extension(shell: InteractiveShell) -> None:
    """`%load_ext course`: magics, guesses, and the start method that the environment asks for."""
    for part in _parts_of_notebooks():
        part.load(shell)
    method = os.environ.get(START_METHOD)
    if method:
        _set_start_method(method)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """`%unload_ext course`: take what changes cells away again; the other magics do no harm."""
    for part in _parts_of_notebooks():
        if hasattr(part, "unload"):
            part.unload(shell)


def _parts_of_notebooks() -> list[Any]:
    parts = ("module_magic", "guesses", "timeline", "deadline", "program")
    names = [f"{__name__}.{part}" for part in parts]
    return [importlib.import_module(name) for name in names if importlib.util.find_spec(name)]


def _set_start_method(method: str) -> None:
    import multiprocessing

    known = multiprocessing.get_all_start_methods()
    if method not in known:
        raise ValueError(
            f"{START_METHOD}={method!r} is no start method of this machine. "
            f"Choose one of {', '.join(known)}, or unset the variable."
        )
    multiprocessing.set_start_method(method, force=True)
