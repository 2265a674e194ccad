"""Hooks on locks, semaphores, conditions, events and barriers.

While a process holds locks, each wait that it begins says which (`held`). A wait that was only
counted, which its stack alone tells of, is therefore one of a process that held nothing.
A condition and the lock inside it, and a Value and its lock, are one object each to a learner;
a condition's lock goes by the condition's id.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from course.run.ears import EAR, announce, carried, maker, revivers
from course.run.hooks_process import Later
from course.run.tape import (
    DETAIL,
    LONG,
    block_timeout,
    bounded,
    clock,
    counted,
    counter_of,
    held,
    held_elsewhere,
    in_place_of,
    instant,
    named,
    place,
    tape,
    timeout_first,
    waiting,
)


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.synchronize", _hook_synchronize)
    revivers.update(
        lock=put_on_lock,
        semaphore=_put_on_semaphore,
        condition=_put_on_condition,
        event=_put_on_event,
        barrier=_put_on_barrier,
    )


def _hook_synchronize(module: Any) -> None:
    for name, kind in (
        ("Lock", "lock"),
        ("RLock", "lock"),
        ("Semaphore", "semaphore"),
        ("BoundedSemaphore", "semaphore"),
        ("Condition", "condition"),
        ("Event", "event"),
        ("Barrier", "barrier"),
    ):
        cls = getattr(module, name)
        cls.__init__ = _announcing(cls.__init__, kind)
        cls.__reduce_ex__ = _carrying(kind)
    base = module.SemLock
    enter, leave = base.__enter__, base.__exit__

    def __enter__(self: Any) -> Any:  # noqa: N807 - it replaces the method of that name
        ear = self.__dict__.get(EAR)
        return enter(self) if ear is None else ear.enter()

    def __exit__(self: Any, *args: Any) -> Any:  # noqa: N807
        ear = self.__dict__.get(EAR)
        return leave(self, *args) if ear is None else ear.leave()

    base.__enter__ = in_place_of(__enter__, enter)
    base.__exit__ = in_place_of(__exit__, leave)
    for cls in (module.Condition, module.Event):
        cls.wait = _waited(cls.wait)
    module.Barrier.wait = _waited(module.Barrier.wait)
    module.Condition.notify = _told(module.Condition.notify, "notify")
    module.Event.set = _told(module.Event.set, "set")
    module.Event.clear = _told(module.Event.clear, "clear")


def _announcing(original: Any, kind: str) -> Any:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        frame = maker(sys._getframe(1))
        if tape.on and frame is not None and EAR not in self.__dict__:
            members: dict[str, Any] = {}
            if kind == "semaphore":
                members["value"] = args[0] if args else kwargs.get("value", 1)
            elif kind == "barrier":
                members["parties"] = self._parties
            ident, _ = announce(kind, type(self).__name__, frame, **members)
            revivers[kind](self, ident)

    return in_place_of(init, original)


def _carrying(kind: str) -> Any:
    def reduce(self: Any, protocol: Any) -> Any:
        made = object.__reduce_ex__(self, protocol)
        ear = self.__dict__.get(EAR)
        return made if ear is None else carried(made, kind, ear.ident)

    return reduce


def _waited(original: Any) -> Any:
    def wait(self: Any, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None:
            return original(self, *args, **kwargs)
        return ear.wait(original, self, *args, **kwargs)

    return in_place_of(wait, original)


def _told(original: Any, kind: str) -> Any:
    def tell(self: Any, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is not None:
            getattr(ear, kind)(sys._getframe(1))
        return original(self, *args, **kwargs)

    return in_place_of(tell, original)


# ------------------------------------------------------------------- locks and semaphores


class _LockEar:
    """How one lock or semaphore is recorded in one process."""

    def __init__(self, ident: str, semlock: Any, owned: bool) -> None:
        self.ident = ident
        self.take = take = _taking(ident, semlock.acquire, owned)
        self.give = give = _giving(ident, semlock, owned)
        self.enter = _entering(take, semlock.acquire, ident, owned)
        self.leave = _leaving(give, semlock, ident, owned)


def put_on_lock(lock: Any, ident: str) -> None:
    """Record a lock, which its holder owns, under this id."""
    _put_on(lock, ident, True)


def _put_on_semaphore(semaphore: Any, ident: str) -> None:
    _put_on(semaphore, ident, False)


def _put_on(lock: Any, ident: str, owned: bool) -> None:
    ear = lock.__dict__[EAR] = _LockEar(ident, lock._semlock, owned)
    take, give = ear.take, ear.give

    def acquire(block: bool = True, timeout: float | None = None) -> Any:
        return take(sys._getframe(1), block, timeout)

    def release() -> None:
        give(sys._getframe(1))

    # As the library does, on the object: the library looks these two up there.
    lock.acquire = acquire
    lock.release = release


def _entering(take: Any, acquire: Any, ident: str, owned: bool) -> Any:
    """`with lock:`, quick once it is only counted and the lock is free."""
    counter = take.counter

    def enter() -> Any:
        if counter[0] >= DETAIL and acquire(False):
            counter[0] += 1
            if owned:
                held[ident] = None
            return True
        return take(sys._getframe(2), True, None)

    return enter


def _leaving(give: Any, semlock: Any, ident: str, owned: bool) -> Any:
    counter, release, count = give.counter, semlock.release, semlock._count
    recursive = semlock.kind == 0

    def leave() -> None:
        if counter[0] < DETAIL or (owned and ident not in held):
            give(sys._getframe(2))
            return
        counter[0] += 1
        release()
        if owned and not (recursive and count()):
            held.pop(ident, None)

    return leave


def _taking(ident: str, acquire: Any, owned: bool) -> Any:
    counter = counter_of("acquire", ident)
    head = f',"k":"acquire","ph":"B","obj":"{ident}"'
    end = f',"k":"acquire","ph":"E","obj":"{ident}"'
    impatient = bounded("acquire", ident)

    def take(frame: FrameType, block: bool, timeout: float | None) -> Any:
        if not tape.on:
            return acquire(block, timeout)
        counter[0] = count = counter[0] + 1
        began = clock()
        if count > DETAIL:
            counted(counter)
            if acquire(False):
                got = True
            elif held:
                got = singly(frame, block, timeout, began)
            elif block and timeout is None:
                got = acquire()
                late(frame, began, "null", got)
            else:
                got = impatient(acquire, block, timeout)
                late(frame, began, block_timeout((block, timeout), {}), got)
        else:
            got = singly(frame, block, timeout, began)
        if got and owned:
            held[ident] = (frame.f_code, frame.f_lasti)
        return got

    def singly(frame: FrameType, block: bool, timeout: float | None, began: float) -> Any:
        at = place(frame)
        seconds = block_timeout((block, timeout), {})
        tape.line(head, began, at, f',"timeout":{seconds}{held_elsewhere()}')
        try:
            if seconds == "null":
                got = acquire(block, timeout)
            else:
                got = impatient(acquire, block, timeout)
        except BaseException as error:
            tape.line(end, clock(), at, f',"ok":false,"err":"{type(error).__name__}"')
            raise
        tape.line(end, clock(), at, "" if got else ',"ok":false')
        return got

    def late(frame: FrameType, began: float, seconds: str, got: Any) -> None:
        if clock() - began > LONG:
            at = place(frame)
            tape.line(head, began, at, f',"timeout":{seconds}')
            tape.line(end, clock(), at, "" if got else ',"ok":false')

    found = named(take, f"acquire {ident}")
    found.counter = counter
    return found


def _giving(ident: str, semlock: Any, owned: bool) -> Any:
    counter = counter_of("release", ident)
    head = f',"k":"release","obj":"{ident}"'
    release = semlock.release

    def give(frame: FrameType) -> None:
        began = clock()
        release()
        foreign = owned and ident not in held
        if owned and semlock._count() == 0:
            held.pop(ident, None)
        if tape.on:
            counter[0] = count = counter[0] + 1
            if count <= DETAIL or foreign:
                tape.line(head, began, place(frame))
            else:
                counted(counter)

    give.counter = counter  # type: ignore[attr-defined]
    return give


# ---------------------------------------------------------- conditions, events and barriers


class _ConditionEar:
    def __init__(self, ident: str, lock: str) -> None:
        self.ident = ident
        self.wait = waiting("wait", ident, timeout_first, frees=lock)
        self.notify = instant("notify", ident)


def _put_on_condition(condition: Any, ident: str) -> None:
    lock = condition._lock
    if EAR not in lock.__dict__:
        put_on_lock(lock, ident)
        condition._make_methods()
    condition.__dict__[EAR] = _ConditionEar(ident, lock.__dict__[EAR].ident)


class _EventEar:
    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.wait = waiting("wait", ident, timeout_first)
        self.set = instant("set", ident)
        self.clear = instant("clear", ident)


def _put_on_event(event: Any, ident: str) -> None:
    event.__dict__[EAR] = _EventEar(ident)


class _BarrierEar:
    def __init__(self, ident: str, parties: int, timeout: float | None) -> None:
        def patience(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
            return timeout_first(args or (kwargs.get("timeout", timeout),), {})

        self.ident = ident
        self.wait = waiting("wait", ident, patience, lambda _: f',"parties":{parties}')


def _put_on_barrier(barrier: Any, ident: str) -> None:
    barrier.__dict__[EAR] = _BarrierEar(ident, barrier._parties, barrier._timeout)
