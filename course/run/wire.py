"""Plain values as JSON, both ways: what crosses between the judge and a student's process.

Nothing that a student's process wrote is ever unpickled. A value is JSON where JSON has the
type, else an object `{"$": tag, "v": payload}`. Instances of subclasses travel as their base
type, read through the base type's own methods, so that no method of a student's runs here and
no `__eq__` of theirs ever reaches a comparison. Standard library only.

    $bytes base64   $tuple $set $frozenset list   $dict $counter pairs   $int hex   $float word
    $error fields   $ref "module:name" (inwards only)   $opaque type name
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 60
"""Nesting that is followed. Deeper values are refused; raising it risks the recursion limit."""

MANY = 1000
"""Items from which on a container is looked through for keys that were made to collide."""

ALIKE = 50
"""Different items with the same hash that are borne. By chance there are no two; each of N such
items makes a set of them N comparisons slower."""

_ARGS: Any = BaseException.args
"""The base's own descriptor: an `args` that a subclass defines is not asked."""

_JSON_INT = 1 << 53
"""Beyond this, integers travel as hexadecimal: their decimal text is slow and limited."""


class NotPlain(ValueError):
    """The value nests too deep or can't be written down."""


@dataclass(frozen=True)
class Ref:
    """An argument that is looked up inside: a function, named `module:attribute`."""

    target: str


@dataclass(frozen=True)
class Opaque:
    """A value that is no plain data; only the name of its type is known."""

    type: str

    def __repr__(self) -> str:
        return f"<{self.type} object>"


@dataclass(frozen=True)
class Error:
    """An exception as it was seen inside.

    `bases` are the qualified names of its class and base classes, nearest first (`builtins.`
    left out). `frames` are (module, line, function) of the traceback's frames in the student's
    modules, outermost first. `trace` is the text of the traceback, clipped.
    """

    type: str
    bases: tuple[str, ...]
    message: str
    args: tuple[Any, ...] = ()
    frames: tuple[tuple[str, int, str], ...] = ()
    trace: str = ""

    def is_a(self, name: str) -> bool:
        """Whether this is an exception of the class of that name, or of a subclass."""
        return any(base == name or base.rpartition(".")[2] == name for base in self.bases)

    def __str__(self) -> str:
        return f"{self.type}: {self.message}" if self.message else self.type

    def __repr__(self) -> str:
        return f"{self.type}({self.message!r})"


def dumps(value: object) -> str:
    """Encode; raises NotPlain for what nests deeper than MAX_DEPTH or has no end."""
    try:
        return json.dumps(encode(value), allow_nan=False, ensure_ascii=True)
    except RecursionError:
        raise NotPlain("the value nests too deep") from None


def loads(text: str | bytes) -> Any:
    """Decode what `dumps` wrote; raises ValueError for anything else."""
    try:
        return decode(json.loads(text))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a value of ours: {error!r}") from None


def encode(value: object, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        raise NotPlain(f"the value nests more than {MAX_DEPTH} deep")
    if value is None or value is True or value is False:
        return value
    kind = type(value)
    below = depth + 1
    items: Any = value
    if issubclass(kind, int):
        number = int.__index__(value)  # type: ignore[arg-type]
        return number if -_JSON_INT < number < _JSON_INT else {"$": "int", "v": hex(number)}
    if issubclass(kind, float):
        real = float.__float__(value)  # type: ignore[arg-type]
        if real != real or real in (float("inf"), float("-inf")):
            return {"$": "float", "v": repr(real)}
        return real
    if issubclass(kind, str):
        return str.__str__(value)
    if issubclass(kind, (bytes, bytearray)):
        payload = memoryview(value).tobytes()  # type: ignore[arg-type]
        return {"$": "bytes", "v": base64.b64encode(payload).decode("ascii")}
    if issubclass(kind, list):
        return [encode(item, below) for item in list.__iter__(items)]
    containers: tuple[tuple[str, Any], ...]
    containers = (("tuple", tuple), ("set", set), ("frozenset", frozenset))
    for tag, container in containers:
        if issubclass(kind, container):
            return {"$": tag, "v": [encode(item, below) for item in container.__iter__(items)]}
    if issubclass(kind, dict):
        tag = "counter" if issubclass(kind, Counter) else "dict"
        pairs = dict.items(items)
        return {"$": tag, "v": [[encode(k, below), encode(v, below)] for k, v in pairs]}
    if issubclass(kind, Ref):
        return {"$": "ref", "v": value.target}  # type: ignore[attr-defined]
    if issubclass(kind, BaseException):
        return {"$": "error", "v": error_fields(value, below)}  # type: ignore[arg-type]
    return {"$": "opaque", "v": kind.__qualname__}


def error_fields(error: BaseException, depth: int = 0) -> dict[str, Any]:
    """Name, bases, message and arguments of an exception; a `__str__` that raises is survived."""
    kind = type(error)
    try:
        message = str.__str__(str(error))
    except Exception:
        message = "(its message could not be read)"
    try:
        arguments = encode(list(_ARGS.__get__(error)), depth)
    except NotPlain:
        arguments = []
    return {
        "type": _name(kind),
        "bases": [_name(base) for base in kind.__mro__[:-1]],
        "message": message[:4000],
        "args": arguments,
    }


def decode(data: Any, depth: int = 0) -> Any:
    """The value behind JSON data; raises ValueError for what no honest `encode` has written."""
    if depth > MAX_DEPTH:
        raise ValueError(f"the value nests more than {MAX_DEPTH} deep")
    below = depth + 1
    if isinstance(data, list):
        return _bearable([decode(item, below) for item in data])
    if not isinstance(data, Mapping):
        return data
    tag, payload = data["$"], data["v"]
    if tag == "bytes":
        return base64.b64decode(payload, validate=True)
    if tag in ("tuple", "set", "frozenset"):
        items = _bearable([decode(item, below) for item in payload])
        return {"tuple": tuple, "set": set, "frozenset": frozenset}[tag](items)
    if tag in ("dict", "counter"):
        keys = _bearable([decode(key, below) for key, _ in payload])
        pairs = dict(zip(keys, (decode(value, below) for _, value in payload), strict=True))
        return Counter(pairs) if tag == "counter" else pairs
    if tag == "int":
        return int(payload, 16)
    if tag == "float":
        return float(payload)
    if tag == "ref":
        return Ref(payload)
    if tag == "error":
        return decode_error(payload, below)
    if tag == "opaque":
        return Opaque(str(payload))
    raise ValueError(f"unknown tag {tag!r}")


def _bearable(items: list[Any]) -> list[Any]:
    """The items, unless so many have one hash that whoever puts them into a set never ends."""
    if len(items) < MANY:
        return items
    groups: dict[int, list[Any]] = {}
    for item in items:
        if isinstance(item, (int, float, tuple, frozenset)):
            with contextlib.suppress(TypeError):  # a tuple that holds a list
                groups.setdefault(hash(item), []).append(item)
    for group in groups.values():
        if len(group) > ALIKE and len(set(map(repr, group))) > ALIKE:
            raise ValueError("values that were made to collide")
    return items


def decode_error(fields: Mapping[str, Any], depth: int = 0) -> Error:
    return Error(
        type=str(fields["type"]),
        bases=tuple(map(str, fields["bases"])),
        message=str(fields["message"]),
        args=tuple(decode(fields["args"], depth)),
        frames=tuple((str(m), int(n), str(f)) for m, n, f in fields.get("frames", ())),
        trace=str(fields.get("trace", "")),
    )


def _name(kind: type) -> str:
    module = kind.__module__
    return (
        kind.__qualname__ if module in ("builtins", "__main__") else f"{module}.{kind.__qualname__}"
    )
