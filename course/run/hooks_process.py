"""Hooks on processes: birth, work and end.

    start()  in the parent   → start        join() → join B, join E       poll() → reap
    _bootstrap() in a child  → run, then `ran` when run() is over, then `exit` when all is

A *unit of work* is a task of a pool or an executor, or run() of a process that is no worker of
either. The first unit of each process passes the gate; each is seen by the witness.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar

from course.run import tape as _tape
from course.run import witness
from course.run.tape import (
    LONG,
    as_json,
    clock,
    counted,
    counter_of,
    flush,
    held_elsewhere,
    in_place_of,
    place,
    tape,
)

GATE_TIMEOUT = 4.0
"""Seconds to wait at the gate. Raising it costs serial solutions that much longer; lowering it
takes spawned processes on a busy machine for late ones."""

TASKS = 1000
"""Tasks that a worker writes singly. More make its file longer (200 bytes each) and its work
slower (15 us); fewer leave out more of a picture that could not show them anyway."""

POOL = "_course_pool"
"""The attribute of a pool's queue, and of its worker processes, with the pool's id."""

WORKERS = {
    ("multiprocessing.pool", "worker"): "pool",
    ("concurrent.futures.process", "_process_worker"): "executor",
    ("multiprocessing.managers", "_run_server"): "manager",
}
"""Targets by which the library's own processes are known."""

Later = Callable[[str, Callable[[Any], None]], None]


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.process", _hook_process)
    for module in ("multiprocessing.popen_fork", "multiprocessing.popen_forkserver"):
        when_imported(module, _hook_popen)
    when_imported("signal", _hook_timers)
    when_imported("multiprocessing.pool", _hook_pool_worker)
    when_imported("concurrent.futures.process", _hook_executor_worker)


def tell_main() -> None:
    """Record that the call's first process runs."""
    import multiprocessing

    tape.event(
        "run",
        name=multiprocessing.current_process().name,
        parent=None,
        method=multiprocessing.get_start_method(allow_none=True),
        role="main",
    )


# --------------------------------------------------------------------- birth, work and end


def role_of(process: Any) -> str:
    """ "process", or what the library made it for: "pool", "executor" or "manager"."""
    target = getattr(process, "_target", None)
    name = getattr(target, "__name__", ""), getattr(target, "__module__", "")
    return WORKERS.get((name[1], name[0]), "process")


def _hook_process(module: Any) -> None:
    base = module.BaseProcess
    start, join, bootstrap = base.start, base.join, base._bootstrap

    def hooked_start(self: Any) -> Any:
        if not tape.on:
            return start(self)
        began, at, role = clock(), place(sys._getframe(1)), role_of(self)
        pool = _mark_worker(self) if role in ("pool", "executor") else None
        error = None
        try:
            return start(self)
        except BaseException as caught:
            error = type(caught).__name__
            raise
        finally:
            _tell_start(self, began, at, role, pool, error)

    def hooked_join(self: Any, timeout: Any = None) -> Any:
        if not tape.on or POOL in self.__dict__ or getattr(self, "_popen", None) is None:
            return join(self, timeout)
        return _tell_join(join, self, timeout, sys._getframe(1))

    def hooked_bootstrap(self: Any, *args: Any, **kwargs: Any) -> Any:
        role = role_of(self)
        if tape.on:
            parent = getattr(self, "_parent_pid", None)
            tape.event("run", name=self._name, parent=parent, method=_method(self), role=role)
        if tape.on or role == "process":
            self.__dict__["run"] = _recorded_run(self.run, self._name, role)
        code = bootstrap(self, *args, **kwargs)
        _tell_exit(code)
        return code

    base.start = in_place_of(hooked_start, start)
    base.join = in_place_of(hooked_join, join)
    base._bootstrap = in_place_of(hooked_bootstrap, bootstrap)
    for name in ("terminate", "kill", "interrupt"):
        if hasattr(base, name):
            setattr(base, name, _recorded_end(getattr(base, name), name))


def _tell_start(
    process: Any, began: float, at: str, role: str, pool: str | None, error: str | None
) -> None:
    popen = getattr(process, "_popen", None)
    members: dict[str, Any] = {
        "child": getattr(popen, "pid", None),
        "name": str(getattr(process, "_name", "?")),
        "daemon": bool(getattr(process, "_config", {}).get("daemon")),
        "cls": type(process).__name__,
        "role": role,
    }
    if pool:
        members["pool"] = pool
    if error:
        members.update(ok=False, err=error)
    if popen is not None or error:
        tape.event("start", at, began, **members)


def _tell_join(join: Any, process: Any, timeout: Any, frame: FrameType) -> Any:
    at = place(frame)
    child = process._popen.pid
    head = f',"k":"join","ph":"B","child":{child},"name":{as_json(process._name)}'
    seconds = _tape.timeout_first((timeout,), {})
    tape.line(head, clock(), at, f',"timeout":{seconds}{held_elsewhere()}')
    try:
        value = join(process, timeout)
    except BaseException as error:
        tape.event("join", at, ph="E", child=child, ok=False, err=type(error).__name__)
        raise
    code = getattr(process._popen, "returncode", None)
    tape.event("join", at, ph="E", child=child, code=code, ok=code is not None)
    return value


def _recorded_end(original: Any, how: str) -> Any:
    def end(self: Any) -> Any:
        if tape.on and self.__dict__.get("_popen") is not None:
            tape.event("terminate", place(sys._getframe(1)), child=self._popen.pid, how=how)
        return original(self)

    return in_place_of(end, original)


def _method(process: Any) -> str | None:
    from multiprocessing import get_start_method

    method = getattr(process, "_start_method", None)
    return method or get_start_method(allow_none=True)


def _recorded_run(run: Any, name: str, role: str) -> Any:
    def recorded() -> Any:
        try:
            if role == "process":
                with Unit(name):
                    value = run()
            else:
                value = run()
        except SystemExit as leaving:
            tape.event("ran", ok=leaving.code in (None, 0), err="SystemExit", text=str(leaving))
            raise
        except BaseException as error:
            at = _place_of(error)
            tape.event("ran", at, ok=False, err=type(error).__name__, text=_text(error))
            raise
        tape.event("ran", ok=True)
        return value

    return recorded


def _place_of(error: BaseException) -> str:
    """Where in the learner's code an exception came from."""
    at, trace = "null", error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__")
        if name in tape.settings.student_modules:
            at = f'["{name}",{trace.tb_lineno}]'
        trace = trace.tb_next
    return at


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _tell_exit(code: Any) -> None:
    """Record the end; from Python 3.13 on that is after what `_exit_function` has still to do."""
    from multiprocessing import util

    flush()
    if not tape.on:
        return
    held_at_end = list(_tape.held)
    if util.is_exiting():
        tape.event("exit", code=code, held=held_at_end)
    else:
        util.Finalize(
            None, tape.event, ("exit",), {"code": code, "held": held_at_end}, exitpriority=-1000
        )


def _hook_popen(module: Any) -> None:
    popen = module.Popen
    if "poll" not in popen.__dict__:
        return
    original = popen.poll

    def poll(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.returncode is not None:
            return self.returncode
        code = original(self, *args, **kwargs)
        if code is not None:
            tape.event("reap", child=self.pid, code=code)
        return code

    popen.poll = in_place_of(poll, original)


def _hook_timers(module: Any) -> None:
    """A timer's signal may end any wait: the explanation of a hang must know that there is one."""
    for name in ("alarm", "setitimer"):
        original = getattr(module, name, None)
        if original is not None:
            setattr(module, name, _recorded_timer(original))


def _recorded_timer(original: Any) -> Any:
    def set_timer(*args: Any, **kwargs: Any) -> Any:
        value = original(*args, **kwargs)
        tape.event("timer", place(sys._getframe(1)))
        return value

    set_timer.__name__ = original.__name__
    return set_timer


# --------------------------------------------------------------------------- units of work


class Unit:
    """One unit of work: seen by the witness; the first of a process waits at the gate."""

    _first_of: ClassVar[list[int]] = []

    def __init__(self, label: str) -> None:
        self._sighting = witness.sighting(label)

    def __enter__(self) -> None:
        self._sighting.__enter__()
        pid = os.getpid()
        if self._first_of != [pid]:
            self._first_of[:] = [pid]
            if tape.settings.gate > 1:
                witness.meet(tape.settings.gate, GATE_TIMEOUT, "gate")

    def __exit__(self, *error: Any) -> None:
        self._sighting.__exit__(*error)


class _Task:
    """A pool's or an executor's function, recorded in the worker that calls it."""

    def __init__(self, function: Any, pool: str | None, task: str, counter: list[Any]) -> None:
        self.function = function
        self.pool = pool
        self.task = task
        self.counter = counter

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        counter = self.counter
        counter[0] += 1
        if counter[0] > TASKS:
            return self._counted(args, kwargs)
        name = function_name(self.function, args)
        with Unit(name):
            if not tape.on:
                return self.function(*args, **kwargs)
            head = self._head(name)
            tape.line(head, clock(), "null", ',"ph":"B"')
            try:
                value = self.function(*args, **kwargs)
            except BaseException as error:
                tail = f',"ph":"E","ok":false,"err":"{type(error).__name__}"'
                tape.line(head, clock(), _place_of(error), tail)
                raise
            tape.line(head, clock(), "null", ',"ph":"E"')
            return value

    def _counted(self, args: Any, kwargs: Any) -> Any:
        """One of very many: only counted, unless it takes long."""
        began = clock()
        try:
            return self.function(*args, **kwargs)
        finally:
            if tape.on:
                counted(self.counter, TASKS)
                if clock() - began > LONG:
                    head = self._head(function_name(self.function, args))
                    tape.line(head, began, "null", ',"ph":"B"')
                    tape.line(head, clock(), "null", ',"ph":"E"')

    def _head(self, name: str) -> str:
        pool = as_json(self.pool)
        return f',"k":"task","obj":{pool},"task":"{self.task}","func":{as_json(name)}'


def function_name(function: Any, args: tuple[Any, ...]) -> str:
    """The name of the learner's function behind the library's own, as in `mapstar`."""
    if getattr(function, "__name__", "") in ("mapstar", "starmapstar") and args:
        function = args[0][0]
    elif getattr(getattr(function, "func", None), "__name__", "") == "_process_chunk":
        function = function.args[0]
    while hasattr(function, "func"):  # partial
        function = function.func
    return str(getattr(function, "__qualname__", None) or type(function).__name__)[:120]


def _mark_worker(process: Any) -> str | None:
    """Tell a worker, across pickling, which pool it belongs to."""
    try:
        pool: str | None = process._args[0].__dict__.get(POOL)
        process.__dict__[POOL] = pool
    except (AttributeError, IndexError):
        return None
    return pool


def _my_pool() -> str | None:
    from multiprocessing import current_process

    return current_process().__dict__.get(POOL)


class _PoolInbox:
    """A pool's queue of tasks as its worker sees it, with each task's function recorded."""

    def __init__(self, queue: Any, plain: Any) -> None:
        self._queue = queue
        self._writer = queue._writer
        self._plain = plain
        self._pool = _my_pool()
        self._counter = counter_of("task", str(self._pool))
        self._asked = False

    def get(self) -> Any:
        self._asked = True
        task = self._queue.get()
        if task is None or task[2] is self._plain:
            return task
        job, number, function, args, kwargs = task
        recorded = _Task(function, self._pool, f"{job}.{number}", self._counter)
        return job, number, recorded, args, kwargs

    def tell_if_unready(self) -> None:
        """At the worker's end: whether it never asked for a task, as its initializer failed."""
        if not self._asked:
            tape.event("unready", obj=str(self._pool))


def _hook_pool_worker(module: Any) -> None:
    original = module.worker

    def worker(inqueue: Any, *args: Any, **kwargs: Any) -> Any:
        if not hasattr(inqueue, "_writer"):  # a ThreadPool's has none
            return original(inqueue, *args, **kwargs)
        inbox = _PoolInbox(inqueue, module._helper_reraises_exception)
        try:
            return original(inbox, *args, **kwargs)
        finally:
            inbox.tell_if_unready()

    module.worker = in_place_of(worker, original)


class _ExecutorInbox:
    """The same for an executor's queue of calls."""

    def __init__(self, queue: Any) -> None:
        self._queue = queue
        self._pool = _my_pool()
        self._counter = counter_of("task", str(self._pool))

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        item = self._queue.get(block, timeout)
        if item is not None:
            item.fn = _Task(item.fn, self._pool, str(item.work_id), self._counter)
        return item


def _hook_executor_worker(module: Any) -> None:
    original = module._process_worker

    def _process_worker(call_queue: Any, *args: Any, **kwargs: Any) -> Any:
        return original(_ExecutorInbox(call_queue), *args, **kwargs)

    module._process_worker = in_place_of(_process_worker, original)
