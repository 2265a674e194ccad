"""Hooks on queues and pipes.

A `Queue.put` only hands the item to a thread of the putting process, the *feeder*, which then
writes it into the queue's pipe: that is a `feed` event. The size is that of the pickled item.
"""

from __future__ import annotations

import sys
from typing import Any

from course.run.ears import EAR, announce, carried, maker, revivers
from course.run.hooks_process import Later
from course.run.tape import (
    as_json,
    block_timeout,
    forever,
    in_place_of,
    instant,
    item_block_timeout,
    tape,
    timeout_first,
    waiting,
)


def hook(when_imported: Later) -> None:
    when_imported("multiprocessing.queues", _hook_queues)
    when_imported("multiprocessing.connection", _hook_connection)
    revivers["queue"] = _put_on_queue
    revivers["pipe"] = _put_on_end


# -------------------------------------------------------------------------------- queues


class _QueueEar:
    """How one queue is recorded in one process."""

    def __init__(self, ident: str, simple: bool) -> None:
        self.ident = ident
        self.put = waiting("put", ident, forever if simple else item_block_timeout, plain=1)
        self.get = waiting("get", ident, forever if simple else block_timeout)
        self.join = waiting("qjoin", ident)
        self.task_done = instant("task_done", ident)
        self.close = instant("qclose", ident)
        self.feed = waiting("feed", ident, about=_size)


def _size(item: Any) -> str:
    return f',"size":{len(item)}'


def _put_on_queue(queue: Any, ident: str) -> None:
    simple = not hasattr(queue, "_feed")
    queue.__dict__[EAR] = _QueueEar(ident, simple)
    if not simple:
        _record_feeder(queue)


def _record_feeder(queue: Any) -> None:
    """The feeder thread gets `_send_bytes` handed over when it starts."""
    ear = queue.__dict__.get(EAR)
    if ear is None:
        return
    send = queue._writer.send_bytes
    feed = ear.feed

    def send_bytes(item: Any) -> Any:
        return feed(send, item)

    queue._send_bytes = send_bytes


def _hook_queues(module: Any) -> None:
    for cls in (module.Queue, module.JoinableQueue, module.SimpleQueue):
        for name in ("put", "get", "join"):
            if name in cls.__dict__:
                setattr(cls, name, _recorded(cls.__dict__[name], name))
    for cls, name in ((module.Queue, "close"), (module.JoinableQueue, "task_done")):
        setattr(cls, name, _told(cls.__dict__[name], name))
    for cls in (module.Queue, module.SimpleQueue):
        cls.__init__ = _recorded_init(cls.__init__, cls is module.SimpleQueue)
        cls.__reduce_ex__ = _carrying("queue")
    # JoinableQueue calls Queue.__init__ by name, from inside the library.
    module.JoinableQueue.__init__ = _recorded_init(module.JoinableQueue.__init__, False)
    reset = module.Queue._reset

    def hooked_reset(self: Any, *args: Any, **kwargs: Any) -> None:
        reset(self, *args, **kwargs)
        _record_feeder(self)

    module.Queue._reset = in_place_of(hooked_reset, reset)


def _recorded_init(original: Any, simple: bool) -> Any:
    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        frame = maker(sys._getframe(1))
        if tape.on and frame is not None and EAR not in self.__dict__:
            maxsize = 0 if simple else _maxsize(args, kwargs)
            ident, _ = announce("queue", type(self).__name__, frame, maxsize=maxsize)
            _put_on_queue(self, ident)

    return in_place_of(init, original)


def _maxsize(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int:
    size = args[0] if args else kwargs.get("maxsize", 0)
    return size if isinstance(size, int) else 0


def _recorded(original: Any, kind: str) -> Any:
    def wait(self: Any, *args: Any, **kwargs: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is None:
            return original(self, *args, **kwargs)
        return getattr(ear, kind)(original, self, *args, **kwargs)

    return in_place_of(wait, original)


def _told(original: Any, kind: str) -> Any:
    def tell(self: Any) -> Any:
        value = original(self)
        ear = self.__dict__.get(EAR)
        if ear is not None:
            getattr(ear, kind)(sys._getframe(1))
        return value

    return in_place_of(tell, original)


def _carrying(kind: str) -> Any:
    """`__reduce_ex__` of a class whose objects take their ear along."""

    def reduce(self: Any, protocol: Any) -> Any:
        made = object.__reduce_ex__(self, protocol)
        ear = self.__dict__.get(EAR)
        return made if ear is None else carried(made, kind, ear.ident)

    return reduce


# --------------------------------------------------------------------------------- pipes


class _EndEar:
    """How one end of a pipe is recorded in one process."""

    def __init__(self, ident: str, end: int) -> None:
        self.ident = ident
        self.end = end
        member = f',"end":{end}'
        about = lambda _: member  # noqa: E731 - three hooks share the one member
        self.send = waiting("send", ident, forever, about, plain=1)
        self.recv = waiting("recv", ident, forever, about, _received, plain=1)
        self.poll = waiting("poll", ident, timeout_first, about)
        self.close = instant("cclose", ident)


def _received(buffer: Any) -> str:
    return f',"size":{buffer.getbuffer().nbytes}' if buffer is not None else ""


def _put_on_end(connection: Any, token: tuple[str, int]) -> None:
    connection.__dict__[EAR] = _EndEar(*token)


def _hook_connection(module: Any) -> None:
    pipe = module.Pipe

    def hooked_pipe(duplex: bool = True) -> Any:
        ends = pipe(duplex)
        frame = maker(sys._getframe(1))
        if tape.on and frame is not None:
            ident, _ = announce("pipe", "Pipe", frame, duplex=bool(duplex))
            for number, end in enumerate(ends):
                _put_on_end(end, (ident, number))
        return ends

    module.Pipe = in_place_of(hooked_pipe, pipe)
    module.wait = _recorded_select(module.wait)
    base = module._ConnectionBase
    for cls in (module.Connection, getattr(module, "PipeConnection", None)):
        if cls is None:
            continue
        cls._send_bytes = _recorded_send(cls._send_bytes)
        cls._recv_bytes = _recorded_recv(cls._recv_bytes)
        cls._poll = _recorded(cls._poll, "poll")
    close = base.close

    def hooked_close(self: Any) -> Any:
        ear = self.__dict__.get(EAR)
        if ear is not None and not self.closed:
            ear.close(sys._getframe(1), f',"end":{ear.end}')
        return close(self)

    base.close = in_place_of(hooked_close, close)
    _carry_connections(module)


def _recorded_send(original: Any) -> Any:
    """As `_recorded`, but quicker: every queue and every pool passes here, too."""

    def send(self: Any, buf: Any) -> Any:
        ear = self.__dict__.get(EAR)
        return original(self, buf) if ear is None else ear.send(original, self, buf)

    return in_place_of(send, original)


def _recorded_recv(original: Any) -> Any:
    def recv(self: Any, maxsize: int | None = None) -> Any:
        ear = self.__dict__.get(EAR)
        return original(self, maxsize) if ear is None else ear.recv(original, self, maxsize)

    return in_place_of(recv, original)


def _recorded_select(original: Any) -> Any:
    """`connection.wait` on several things at once; the library uses it itself all the time."""
    select = waiting("select", "several", timeout_first, _things)

    def wait(object_list: Any, timeout: Any = None) -> Any:
        if not tape.on or maker(sys._getframe(1)) is None:
            return original(object_list, timeout)
        return select(original, list(object_list), timeout)

    return in_place_of(wait, original)


def _things(objects: list[Any]) -> str:
    ears = [getattr(thing, "__dict__", {}).get(EAR) for thing in objects[:20]]
    return f',"objs":{as_json([ear.ident if ear else "sentinel" for ear in ears])}'


def _carry_connections(module: Any) -> None:
    """Connections are pickled by a registered function, not by a method."""
    from multiprocessing.reduction import ForkingPickler

    pairs = [(module.Connection, module.reduce_connection)]
    if hasattr(module, "PipeConnection"):
        pairs.append((module.PipeConnection, module.reduce_pipe_connection))
    for cls, original in pairs:

        def reduce(connection: Any, original: Any = original) -> Any:
            made = original(connection)
            ear = connection.__dict__.get(EAR)
            return made if ear is None else carried(made, "pipe", (ear.ident, ear.end))

        ForkingPickler.register(cls, reduce)
