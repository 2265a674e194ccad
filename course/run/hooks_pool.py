"""Hooks on pools and executors in the process that owns them: tasks asked for, results awaited.

The workers' side is in hooks_process.py, because gate and witness need it without a recording.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from course.run.ears import EAR, announce, maker
from course.run.hooks_process import POOL, Later, function_name
from course.run.tape import as_json, clock, in_place_of, place, tape, timeout_first, waiting


class _Ear:
    """What an owner of a pool knows of it."""

    def __init__(self, ident: str) -> None:
        self.ident = ident
        self.job = ""
        self.result = waiting("result", ident, timeout_first, _task_of)
        self.join = waiting("pjoin", ident)


def _task_of(handle: Any) -> str:
    return f',"task":"{handle.__dict__[EAR][1]}"'


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.pool", _hook_pool)
    when_imported("concurrent.futures.process", _hook_executor)
    when_imported("concurrent.futures._base", _hook_future)


def _hook_pool(module: Any) -> None:
    pool = module.Pool
    init, setup = pool.__init__, pool._setup_queues

    def hooked_init(self: Any, *args: Any, **kwargs: Any) -> None:
        frame = maker(sys._getframe(1))
        if tape.on and frame is not None and not isinstance(self, module.ThreadPool):
            ident, _ = announce("pool", type(self).__name__, frame)
            self.__dict__[EAR] = _Ear(ident)
        init(self, *args, **kwargs)
        ear = self.__dict__.get(EAR)
        if ear is not None:
            at = place(sys._getframe(1))
            tape.event("pool", at, obj=ear.ident, workers=len(self._pool))

    def hooked_setup(self: Any) -> None:
        setup(self)
        ear = self.__dict__.get(EAR)
        if ear is not None:
            self._inqueue.__dict__[POOL] = ear.ident

    pool.__init__ = in_place_of(hooked_init, init)
    pool._setup_queues = in_place_of(hooked_setup, setup)
    for name in ("apply_async", "_map_async", "imap", "imap_unordered"):
        setattr(pool, name, _submitting(getattr(pool, name)))
    pool.close = _ending(pool.close, "pclose")
    pool.terminate = _ending(pool.terminate, "pterminate")
    pool.join = _joining(pool.join)
    handle = module.ApplyResult
    handle.get = _getting(handle.get)
    handle.wait = _getting(handle.wait)
    iterator = module.IMapIterator
    handle.__init__ = _knowing_pool(handle.__init__)
    iterator.__init__ = _knowing_pool(iterator.__init__)
    iterator.next = iterator.__next__ = _getting(iterator.next)


def _submitting(original: Any) -> Any:
    """Record a task asked of a pool, under the number of the job that it became."""

    def submit(self: Any, func: Any, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None or not tape.on:
            return original(self, func, *args, **kwargs)
        began, at = clock(), place(sys._getframe(1))
        handle = original(self, func, *args, **kwargs)
        name = as_json(function_name(func, ()))
        head = f',"k":"task_submit","obj":"{ear.ident}","task":"{ear.job}","func":{name}'
        tape.line(head, began, at)
        return handle

    return in_place_of(submit, original)


def _knowing_pool(original: Any) -> Any:
    """Let a handle of a pool's know the pool's ear, and the ear the handle's number."""

    def init(self: Any, pool: Any, *args: Any, **kwargs: Any) -> None:
        original(self, pool, *args, **kwargs)
        ear = pool.__dict__.get(EAR)
        if ear is not None:
            ear.job = str(self._job)
            self.__dict__[EAR] = (ear, ear.job)

    return in_place_of(init, original)


def _ending(original: Any, kind: str) -> Any:
    def end(self: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is not None:
            tape.event(kind, place(sys._getframe(1)), obj=ear.ident)
        return original(self)

    return in_place_of(end, original)


def _joining(original: Any) -> Any:
    def join(self: Any) -> Any:
        ear = self.__dict__.get(EAR)
        return original(self) if ear is None else ear.join(original, self)

    return in_place_of(join, original)


def _getting(original: Any) -> Any:
    def get(self: Any, timeout: Any = None) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None or _from_library(sys._getframe(1).f_globals):
            return original(self, timeout)
        return ear[0].result(original, self, timeout)

    return in_place_of(get, original)


def _from_library(module: dict[str, Any]) -> bool:
    """Whether the library calls itself on behalf of a call that is recorded already."""
    return module.get("__name__") == "multiprocessing.pool" and not _called_by_map()


def _called_by_map() -> bool:
    """`Pool.map`, `apply` and `starmap` ask for their results with `get`: that is recorded."""
    return sys._getframe(3).f_code.co_name in ("map", "starmap", "apply", "<genexpr>")


# ----------------------------------------------------------------------------- executors


def _hook_executor(module: Any) -> None:
    executor = module.ProcessPoolExecutor
    init, submit, shutdown = executor.__init__, executor.submit, executor.shutdown

    def hooked_init(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        frame = maker(sys._getframe(1))
        if tape.on and frame is not None:
            ident, _ = announce("executor", type(self).__name__, frame)
            self.__dict__[EAR] = _Ear(ident)
            self._call_queue.__dict__[POOL] = ident
            tape.event("pool", place(frame), obj=ident, workers=self._max_workers)

    def hooked_submit(self: Any, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None or not tape.on:
            return submit(self, fn, *args, **kwargs)
        began, task = clock(), self._queue_count
        future = submit(self, fn, *args, **kwargs)
        future.__dict__[EAR] = (ear, str(task))
        name = as_json(function_name(fn, args))
        head = f',"k":"task_submit","obj":"{ear.ident}","task":"{task}","func":{name}'
        tape.line(head, began, place(sys._getframe(1)))
        return future

    def hooked_shutdown(self: Any, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None:
            return shutdown(self, *args, **kwargs)
        tape.event("pclose", place(sys._getframe(1)), obj=ear.ident)
        return ear.join(shutdown, self, *args, **kwargs)

    executor.__init__ = in_place_of(hooked_init, init)
    executor.submit = in_place_of(hooked_submit, submit)
    executor.shutdown = in_place_of(hooked_shutdown, shutdown)


def _hook_future(module: Any) -> None:
    for name in ("result", "exception"):
        setattr(module.Future, name, _awaiting(getattr(module.Future, name)))


def _awaiting(original: Any) -> Callable[..., Any]:
    def result(self: Any, timeout: Any = None) -> Any:
        ear = self.__dict__.get(EAR)
        return original(self, timeout) if ear is None else ear[0].result(original, self, timeout)

    wrapped: Callable[..., Any] = in_place_of(result, original)
    return wrapped
