"""Hooks on the proxies of a manager's objects: each call is a request to the manager's process.

A proxy gets its ear where the learner's code asks the manager for it, and its id is that of the
object in the manager, which is the same in every process.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

from course.run.ears import EAR, names_of
from course.run.hooks_process import Later
from course.run.hooks_values import Ear
from course.run.tape import as_json, in_place_of, place, tape, timeout_first, waiting

READING = {"__getitem__", "get", "__getattribute__"}
"""Methods that read what another call may be about to change."""

CHANGEABLE = {"dict", "list", "Namespace", "Value", "Array", "set"}
"""Types whose contents are read in order to be changed; a manager's queue has `get`, too."""

PATIENT = {"get": 1, "put": 2, "acquire": 1, "wait": 0, "join": None, "wait_for": 1}
"""Methods that can wait, and the place of their timeout among the arguments."""


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.managers", _hook_proxies)


class _ProxyEar(Ear):
    def __init__(self, ident: str) -> None:
        super().__init__(ident)
        self.call = waiting("call", ident, _patience, _method)


def _patience(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    method = args[0]
    if method not in PATIENT:
        return "0"  # the manager answers at once
    given = (*args[1:2], ())[0]
    named = (*args[2:3], {})[0]
    position = PATIENT[method]
    block = given[position - 1 : position] if position else ()
    if False in block or named.get("block", named.get("blocking", True)) is False:
        return "0"
    timeout = named.get("timeout")
    if position is not None and len(given) > position:
        timeout = given[position]
    return timeout_first((timeout,), {})


def _method(call: tuple[Any, str]) -> str:
    return f',"method":{as_json(call[1])}'


def _ear_of(proxy: Any) -> _ProxyEar:
    ear = proxy.__dict__.get(EAR)
    if ear is None:
        ear = proxy.__dict__[EAR] = _ProxyEar(f"proxy-{proxy._token.id}")
    return ear  # type: ignore[no-any-return]


def _hook_proxies(module: Any) -> None:
    base = module.BaseProxy
    init, callmethod = base.__init__, base._callmethod

    def hooked_init(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        frame = _asker(sys._getframe(1)) if tape.on else None
        if frame is not None:
            ear = _ear_of(self)
            label = ", ".join(names_of(frame)) or ear.ident
            kind = f"manager's {self._token.typeid}"
            tape.event("obj", place(frame), id=ear.ident, type=kind, label=label)

    def hooked_callmethod(self: Any, methodname: str, args: Any = (), kwds: Any = None) -> Any:
        kwds = kwds or {}
        if not tape.on and not tape.settings.widen:
            return callmethod(self, methodname, args, kwds)
        ear = _ear_of(self)
        call = (self, methodname)
        value = ear.call(_ask, call, methodname, args, kwds)
        if tape.settings.widen and methodname in READING and self._token.typeid in CHANGEABLE:
            ear.gap()
        return value

    def _ask(call: tuple[Any, str], methodname: str, args: Any, kwds: Any) -> Any:
        return callmethod(call[0], methodname, args, kwds)

    base.__init__ = in_place_of(hooked_init, init)
    base._callmethod = in_place_of(hooked_callmethod, callmethod)


def _asker(frame: FrameType | None) -> FrameType | None:
    """The learner's frame that asked a manager for a new object, if that is what happens."""
    while frame is not None and frame.f_globals.get("__name__") == "multiprocessing.managers":
        if frame.f_code.co_name in ("RebuildProxy", "serve_client", "create"):
            return None
        frame = frame.f_back
    name = frame.f_globals.get("__name__", "") if frame is not None else ""
    return None if name.startswith("multiprocessing.") else frame
