"""Hooks on Value and Array: who reads and writes what, and the widened gap. And on SharedMemory:
which blocks are made.

With `widen`, a process that reads a shared value without holding its lock pauses for a
millisecond before it goes on. Two processes that both read, add and write then lose an update
for certain, and not once in a thousand runs. Whoever has written and then reads pauses before the
read, too: two that add under the lock and look when it is free again then see the same number.
Correct code stays correct: under the value's own lock there is no pause, and under any other lock
the pause only takes time.
"""

from __future__ import annotations

import sys
import time
from operator import attrgetter
from typing import Any

from course.run import witness
from course.run.ears import EAR, announce, carried, maker, revivers
from course.run.hooks_locks import put_on_lock
from course.run.hooks_process import Later
from course.run.tape import DETAIL, clock, counted, counter_of, in_place_of, place, tape

GAP = 0.001
"""Seconds between an unlocked read and what follows. Longer costs correct code under another
lock more; shorter is lost in the time that a process takes to get going."""

MEETING = 1.0
"""Seconds to wait at most, once a process, for a second process to read as well, so that even
processes that start one after the other collide. Code under another lock pays it once in all."""

LATE_MEETING = 0.3
"""The same before a read that follows a write. Shorter, since who has written is well under way."""

FULL_GAPS = 200
"""Reads of one object in one process that pause each; after that one in SPARSE does."""

SPARSE = 64


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.sharedctypes", _hook_sharedctypes)
    when_imported("multiprocessing.shared_memory", _hook_shared_memory)
    revivers["value"] = _put_on


class Ear:
    """How one Value or Array is recorded, and slowed, in one process."""

    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.semlock: Any = None
        self.reads = counter_of("read", ident)
        self.writes = counter_of("write", ident)
        self.gaps = counter_of("gap", ident)
        self.written = 0
        self.late = 0

    def read(self, when: float, index: Any, value: Any) -> None:
        """Record that the learner has read, and widen the gap if that is wanted."""
        self._tell("read", self.reads, when, index, value)

    def wrote(self, when: float, index: Any, value: Any) -> None:
        self.written += 1
        self._tell("write", self.writes, when, index, value)

    def _tell(self, kind: str, counter: list[Any], when: float, index: Any, value: Any) -> None:
        if not tape.on:
            return
        counter[0] = count = counter[0] + 1
        if count > DETAIL:
            counted(counter)
            return
        where = f',"index":{index}' if isinstance(index, int) else ""
        what = f',"value":{value!r}' if type(value) is int else ""
        if type(value) is float and abs(value) < 1e300:
            what = f',"value":{value!r}'
        at = place(sys._getframe(3))
        tape.line(f',"k":"{kind}","obj":"{self.ident}"', when, at, where + what)

    def gap(self) -> None:
        """Wait before what was read is used: the first time for another reader, then a moment."""
        self.gaps[0] = count = self.gaps[0] + 1
        self._pause(count, "gap", MEETING)

    def late_gap(self) -> None:
        """Wait before a read if this process has written since its last one."""
        if self.written:
            self.written = 0
            self.late += 1
            self._pause(self.late, "late gap", LATE_MEETING)

    def _pause(self, count: int, where: str, patience: float) -> None:
        if count == 1 and not tape.settings.root:
            witness.meet(2, patience, f"{where} {self.ident}")
        if count <= FULL_GAPS or count % SPARSE == 0:
            time.sleep(GAP)


# ------------------------------------------------------------------- with a lock of their own


def _put_on(shared: Any, ident: str) -> None:
    ear = shared.__dict__[EAR] = Ear(ident)
    ear.semlock = getattr(shared._lock, "_semlock", None)


def _hook_sharedctypes(module: Any) -> None:
    module.Value = _announcing(module.Value, "value", module)
    module.Array = _announcing(module.Array, "array", module)
    module.RawValue = _announcing(module.RawValue, "value", module)
    module.RawArray = _announcing(module.RawArray, "array", module)
    for cls in (module.Synchronized, module.SynchronizedString):
        for name in ("value", "raw"):
            if name in cls.__dict__:
                setattr(cls, name, _hooked_property(cls.__dict__[name], name))
    array = module.SynchronizedArray
    array.__getitem__ = _hooked_get(array.__getitem__)
    array.__setitem__ = _hooked_set(array.__setitem__)

    def reduce(self: Any, protocol: Any) -> Any:
        made = object.__reduce_ex__(self, protocol)
        ear = self.__dict__.get(EAR)
        return made if ear is None else carried(made, "value", ear.ident)

    module.SynchronizedBase.__reduce_ex__ = reduce


def _announcing(original: Any, kind: str, module: Any) -> Any:
    def make(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        frame = maker(sys._getframe(1))
        settings = tape.settings
        if frame is None or not (tape.on or settings.widen):
            return made
        ident, label = announce(kind, original.__name__, frame)
        if not isinstance(made, module.SynchronizedBase):
            return _watched(made, ident)
        _put_on(made, ident)
        lock = made._lock
        if hasattr(lock, "_semlock") and EAR not in lock.__dict__:
            tape.event("obj", place(frame), id=f"{ident}.lock", type=type(lock).__name__,
                       label=f"{label}.get_lock()")  # fmt: skip
            put_on_lock(lock, f"{ident}.lock")
            made.acquire, made.release = lock.acquire, lock.release
        return made

    return in_place_of(make, original)


def _locked(shared: Any, action: Any, *args: Any) -> tuple[Any, float]:
    """Do it under the object's own lock, as the library does; return value and moment."""
    semlock = getattr(shared._lock, "_semlock", None)
    if semlock is not None and semlock.acquire(False):
        try:
            return action(*args), clock()
        finally:
            semlock.release()
    shared._lock.acquire()  # somebody else has it: a wait that is worth recording
    try:
        return action(*args), clock()
    finally:
        shared._lock.release()


def _unlocked(shared: Any) -> bool:
    """Whether this thread lacks the object's lock."""
    semlock = getattr(shared._lock, "_semlock", None)
    return semlock is None or not semlock._is_mine()


def _hooked_property(original: Any, name: str) -> property:
    look = attrgetter(name)

    def get(self: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None:
            return original.fget(self)
        widened = tape.widen and _unlocked(self)
        if widened:
            ear.late_gap()
        semlock = ear.semlock
        if ear.reads[0] >= DETAIL and semlock is not None and semlock.acquire(False):
            ear.reads[0] += 1  # the quick way, once it is only counted
            value = look(self._obj)
            semlock.release()
        else:
            value, when = _locked(self, getattr, self._obj, name)
            ear.read(when, None, value)
        if widened:
            ear.gap()
        return value

    def set_(self: Any, value: Any) -> None:
        ear = self.__dict__.get(EAR)
        if ear is None:
            original.fset(self, value)
            return
        semlock = ear.semlock
        if ear.writes[0] >= DETAIL and semlock is not None and semlock.acquire(False):
            ear.writes[0] += 1
            ear.written += 1
            try:
                setattr(self._obj, name, value)
            finally:
                semlock.release()
        else:
            _, when = _locked(self, setattr, self._obj, name, value)
            ear.wrote(when, None, value)

    return property(get, set_)


def _hooked_get(original: Any) -> Any:
    def get(self: Any, index: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None:
            return original(self, index)
        widened = tape.widen and _unlocked(self)
        if widened:
            ear.late_gap()
        value, when = _locked(self, self._obj.__getitem__, index)
        ear.read(when, index, value)
        if widened:
            ear.gap()
        return value

    return in_place_of(get, original)


def _hooked_set(original: Any) -> Any:
    def set_(self: Any, index: Any, value: Any) -> None:
        ear = self.__dict__.get(EAR)
        if ear is None:
            original(self, index, value)
            return
        _, when = _locked(self, self._obj.__setitem__, index, value)
        ear.wrote(when, index, value)

    return in_place_of(set_, original)


# --------------------------------------------------------------------------- without a lock


def _watched(raw: Any, ident: str) -> Any:
    """The same shared memory as an object of a type whose reads and writes are recorded."""
    from multiprocessing.reduction import ForkingPickler

    watched = _watched_type(type(raw))
    if watched is None:
        return raw
    wrapper = raw._wrapper
    made = watched.from_buffer(wrapper.create_memoryview())
    made._wrapper = wrapper
    made.__dict__[EAR] = Ear(ident)
    ForkingPickler.register(watched, _reduce_watched)
    return made


def _reduce_watched(raw: Any) -> Any:
    import ctypes
    from multiprocessing.context import assert_spawning

    assert_spawning(raw)
    base = type(raw).__mro__[1]
    if isinstance(raw, ctypes.Array):
        parts = (base._type_, raw._wrapper, base._length_)  # type: ignore[attr-defined]
    else:
        parts = (base, raw._wrapper, None)
    return _rebuild_watched, (parts, raw.__dict__[EAR].ident)


def _rebuild_watched(parts: tuple[Any, ...], ident: str) -> Any:
    from multiprocessing import sharedctypes

    rebuild: Any = sharedctypes.rebuild_ctype  # type: ignore[attr-defined]
    return _watched(rebuild(*parts), ident)


_watched_types: dict[type, type] = {}


def _watched_type(cls: Any) -> Any:
    """A subclass of a ctypes type with recorded access; None for structures."""
    import ctypes  # here, because most children have no use for it

    if cls in _watched_types:
        return _watched_types[cls]
    if issubclass(cls, ctypes._SimpleCData):
        members = {"value": _raw_property(cls), "__repr__": _plain_repr}
    elif issubclass(cls, ctypes.Array):
        members = {"__getitem__": _raw_get(cls), "__setitem__": _raw_set(cls)}
    else:
        return None
    watched = type(cls.__name__, (cls,), {**members, "__module__": cls.__module__})
    _watched_types[cls] = watched
    return watched


def _plain_repr(self: Any) -> str:
    return f"{type(self).__name__}({type(self).__mro__[1].value.__get__(self)!r})"  # type: ignore[attr-defined]


def _raw_property(cls: Any) -> property:
    def get(self: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is not None and tape.widen:
            ear.late_gap()
        value = cls.value.__get__(self)
        if ear is not None:
            ear.read(clock(), None, value)
            if tape.widen:
                ear.gap()
        return value

    def set_(self: Any, value: Any) -> None:
        cls.value.__set__(self, value)
        ear = self.__dict__.get(EAR)
        if ear is not None:
            ear.wrote(clock(), None, value)

    return property(get, set_)


def _raw_get(cls: Any) -> Any:
    def __getitem__(self: Any, index: Any) -> Any:  # noqa: N807 - becomes that method
        ear = self.__dict__.get(EAR)
        if ear is not None and tape.widen:
            ear.late_gap()
        value = cls.__getitem__(self, index)
        if ear is not None:
            ear.read(clock(), index, value)
            if tape.widen:
                ear.gap()
        return value

    return __getitem__


def _raw_set(cls: Any) -> Any:
    def __setitem__(self: Any, index: Any, value: Any) -> None:  # noqa: N807 - becomes that method
        cls.__setitem__(self, index, value)
        ear = self.__dict__.get(EAR)
        if ear is not None:
            ear.wrote(clock(), index, value)

    return __setitem__


# --------------------------------------------------------------------- blocks of shared memory


def _hook_shared_memory(module: Any) -> None:
    original = module.SharedMemory.__init__

    def init(self: Any, name: Any = None, create: bool = False, size: int = 0, **more: Any) -> None:
        original(self, name, create, size, **more)
        if create:
            tape.event("block", place(sys._getframe(1)), name=self.name)

    module.SharedMemory.__init__ = init
