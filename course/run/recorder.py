"""Record what processes, pools, queues, pipes and locks do: one JSON line an event.

    call process ──starts──▶ children ──start──▶ grandchildren     each has a recorder in it
         │                      │                      │
         └──────────────────────┴──────────────────────┴──▶ one append-only file of events

`install` puts hooks on the classes of `multiprocessing` and `concurrent.futures` in this
process. A forked child has them already. For a child under spawn or forkserver, the parent
pickles the process object in an envelope: unpickling the envelope installs the recorder *before*
the process object, its target and its arguments are unpickled. So the learner's code needs no
change, and neither does a fork server that is older than the call.

- Recorded are the objects that the learner's code made (ears.py), not the library's own.
- An event is one `os.write` of one line to a file opened for appending (tape.py): on Unix lines
  of different processes never mix, and a process that is killed loses no earlier event. Windows
  looks for the file's end first and writes then, so that one line may cover another: the reader
  leaves out what remains of it (events.py), and an event is lost.
- The recorder never raises into the learner's code; what could not be written is counted.
- After some hundred events of one kind on one object a process only counts (`more` events),
  and still writes waits that take long. What it waits for can always be read from its stack:
  the function that waits is named after the object, such as "get queue-1".
- Each process also lets the outside look at its stacks: on a signal, faulthandler writes them
  to `<stacks>/<pid>.txt`. The signal may be sent to a process as soon as that file exists;
  before, it would kill.

docs/events.md lists the events.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

from course.run import ears, hooks_process, witness
from course.run import tape as _tape
from course.run.tape import Settings, flush, place, stretch, tape

__all__ = ["Settings", "flush", "install", "note", "stop", "stretch"]

_installed: list[bool] = []
_stack_file: list[int] = []
_hooked: set[str] = set()


def install(settings: Settings) -> None:
    """Start to record in this process and in all that it will start. May be called again."""
    tape.open(settings)
    witness.connect_to(settings.witness)
    _let_stacks_be_seen()
    if not _installed:
        _installed.append(True)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_after_fork)
    hooks_process.hook(_when_imported)
    _when_imported("multiprocessing.reduction", _hook_reduction)
    if settings.enabled:
        from course.run import hooks_channels, hooks_pool

        hooks_pool.hook(_when_imported)
        hooks_channels.hook(_when_imported)
    if settings.enabled or settings.widen:
        from course.run import hooks_locks, hooks_managers, hooks_values

        hooks_locks.hook(_when_imported)
        hooks_values.hook(_when_imported)
        hooks_managers.hook(_when_imported)
    if settings.root and settings.enabled:
        hooks_process.tell_main()


def stop() -> None:
    """Stop to record in this process and in those that it will start; hooks stay, silent."""
    flush()
    tape.open(tape.settings._replace(enabled=False, gate=0, widen=False))


def note(text: str) -> None:
    """Write a remark of the lesson's author into the recording."""
    tape.event("note", place(sys._getframe(1)), text=str(text))


def _after_fork() -> None:
    _tape.after_fork()
    ears.after_fork()
    witness.after_fork()
    _let_stacks_be_seen()


def _let_stacks_be_seen() -> None:
    """Make `<stacks>/<pid>.txt`, after the signal that fills it has its handler."""
    import faulthandler

    settings = tape.settings
    if settings.stacks is None or not settings.signal or not hasattr(faulthandler, "register"):
        return
    path = os.path.join(settings.stacks, f"{os.getpid()}.txt")
    try:
        fresh = os.open(f"{path}.new", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        fresh = witness.lift(fresh)
        faulthandler.register(settings.signal, file=fresh, all_threads=True, chain=False)
        os.rename(f"{path}.new", path)
    except (OSError, RuntimeError, ValueError):
        return
    for old in _stack_file:
        with contextlib.suppress(OSError):
            os.close(old)
    _stack_file[:] = [fresh]


# -------------------------------------------------------------------------- the envelope


class _Installer:
    """Unpickling it installs the recorder."""

    def __reduce__(self) -> tuple[Any, ...]:
        return install, (tape.settings._replace(root=False),)


class _Envelope:
    """Pickles as a process object that is preceded by an installer."""

    def __init__(self, process: Any) -> None:
        self.process = process

    def __reduce__(self) -> tuple[Any, ...]:
        return _open, (_Installer(), self.process)


def _open(installed: None, process: Any) -> Any:
    return process


def _hook_reduction(module: Any) -> None:
    original = module.dump

    def dump(obj: Any, file: Any, protocol: Any = None) -> None:
        from multiprocessing.process import BaseProcess

        if isinstance(obj, BaseProcess):
            obj = _Envelope(obj)
        original(obj, file, protocol)

    module.dump = dump


# ------------------------------------------------------------- hooks on what is imported later


class _Later:
    """Hooks a module when it is imported: importing all of them would slow every child."""

    def __init__(self) -> None:
        self.waiting: dict[str, list[Callable[[Any], None]]] = {}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        hooks = self.waiting.pop(name, None)
        if hooks is None:
            return None
        from importlib.util import find_spec

        spec = find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            for hook in hooks:
                hook(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


_later = _Later()


def _when_imported(name: str, hook: Callable[[Any], None]) -> None:
    """Apply a hook to a module, once: now if it is there, otherwise when it is imported."""
    key = f"{name}:{hook.__module__}.{hook.__qualname__}"
    if key in _hooked:
        return
    _hooked.add(key)
    if name in sys.modules:
        hook(sys.modules[name])
        return
    _later.waiting.setdefault(name, []).append(hook)
    if _later not in sys.meta_path:
        sys.meta_path.insert(0, _later)
