"""Which objects are recorded: those that the learner's code made. They carry an *ear*.

The ear is one attribute with the object's id and the functions that record it. Locks and pipes
inside the library's own queues and pools get none and so are silent. When an object with an
ear is pickled for another process, `carried` wraps it, and `revive` puts the ear back on there.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FrameType
from typing import Any

from course.run.tape import place, tape

EAR = "_course_ear"
"""The attribute by which an object of the learner's is known."""

_numbers: dict[str, int] = {}


def new_id(kind: str) -> str:
    """An id unique in the call: "queue-1" in the first process, "queue-4711.1" elsewhere."""
    number = _numbers[kind] = _numbers.get(kind, 0) + 1
    return f"{kind}-{number}" if tape.settings.root else f"{kind}-{tape.pid}.{number}"


def after_fork() -> None:
    """In a forked child: number its own objects from 1."""
    _numbers.clear()


def maker(frame: FrameType | None) -> FrameType | None:
    """The frame that made an object, or None if that was the library itself."""
    while frame is not None:
        name = frame.f_globals.get("__name__") or ""
        if name != "multiprocessing.context" and not name.startswith("course.run."):
            inside = name.startswith(("multiprocessing.", "concurrent."))
            return None if inside else frame
        frame = frame.f_back
    return None


def names_of(frame: FrameType) -> tuple[str, ...]:
    """As `naming.names_of`. It is imported with the first name, since many children need none."""
    try:
        from course.run import naming
    except Exception:  # too many open files, say: the object goes by its id
        return ()
    return naming.names_of(frame)


def _split(names: tuple[str, ...], parts: int) -> tuple[str, ...]:
    """A name for each part of an object that was unpacked, or was not; empty if there is none."""
    if len(names) == parts:
        return names
    if len(names) == 1:
        return tuple(f"{names[0]}[{number}]" for number in range(parts))
    return ()


def announce(kind: str, cls: str, frame: FrameType, **members: Any) -> tuple[str, str]:
    """Give a new object an id and a label, record it, and return both."""
    ident = new_id(kind)
    names = names_of(frame)
    label = ", ".join(names) if names else ident
    if kind == "pipe":
        members["ends"] = list(_split(names, 2) or (f"{ident}.0", f"{ident}.1"))
    tape.event("obj", place(frame), id=ident, type=cls, label=label, **members)
    return ident, label


revivers: dict[str, Callable[[Any, Any], None]] = {}
"""By kind of object: how to put the ear back on one that came out of a pickle."""


def revive(made: tuple[Any, ...], kind: str, token: Any) -> Any:
    """Unpickle an object that carried an ear in the process that sent it."""
    function, arguments, *rest = made
    thing = function(*arguments)
    state = rest[0] if rest else None
    if state is not None:
        if hasattr(thing, "__setstate__"):
            thing.__setstate__(state)
        else:
            thing.__dict__.update(state)
    put_on = revivers.get(kind)
    if put_on is not None and EAR not in thing.__dict__:
        put_on(thing, token)
    return thing


def carried(made: Any, kind: str, token: Any) -> tuple[Any, ...]:
    """What `__reduce__` returns for an object with an ear, given what it would have returned."""
    function, arguments, *rest = made
    if rest and isinstance(rest[0], dict):
        rest[0] = {name: value for name, value in rest[0].items() if name != EAR}
    return revive, ((function, arguments, *rest), kind, token)
