"""One call to make, and the request that its call process reads."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from course.run import wire
from course.run.frames import framed
from course.run.seed import sees_the_seed

ANEW = ("spawn", "forkserver")
"""The start methods under which `multiprocessing` starts interpreters."""


@dataclass(frozen=True)
class Call:
    """One call to make. `function` of `module`, or with `scenario`, a function of that module
    of ours, which gets the student's module as its first argument."""

    module: str
    function: str
    args: Sequence[Any] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    scenario: str | None = None
    method: str = "spawn"
    deadline: float = 10.0
    files: Mapping[str, bytes] = field(default_factory=dict)
    collect: Sequence[str] = ()
    gate: int = 0
    widen: bool = False
    record: bool = True


def request_frame(
    call: Call,
    modules: Mapping[str, str],
    nonce: str,
    limits: Mapping[str, int],
    *,
    forking: bool = False,
) -> bytes:
    """The request that a call process reads: four bytes of length, then JSON.

    `forking` is whether it may fork a nursery for what it starts anew.
    """
    nursery = forking and call.method in ANEW and not any(map(sees_the_seed, modules.values()))
    request = {
        "nonce": nonce,
        "module": call.module,
        "function": call.function,
        "scenario": call.scenario,
        "args": json.loads(wire.dumps(list(call.args))),
        "kwargs": json.loads(wire.dumps(dict(call.kwargs))),
        "method": call.method,
        "modules": dict(modules),
        "files": {n: base64.b64encode(c).decode("ascii") for n, c in call.files.items()},
        "collect": list(call.collect),
        "gate": call.gate,
        "widen": call.widen,
        "record": call.record,
        "limits": dict(limits),
        "nursery": nursery,
    }
    return framed(json.dumps(request).encode())
