"""Whether a module could tell a new interpreter from one that was forked: nursery.py says why."""

from __future__ import annotations

import ast
from functools import lru_cache

_TELLING = frozenset({"hash", "id", "set", "frozenset"})
"""Names through which a program sees the seed of its hashes, or addresses."""

_OF_SETS = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.Sub)


@lru_cache(maxsize=256)
def sees_the_seed(text: str) -> bool:
    """Whether a module uses `hash`, `id` or sets, whose order follows from the hashes of strings.

    Each interpreter draws a seed of its own for these, and has its objects elsewhere.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # nor will it be imported
    return any(map(_tells, ast.walk(tree)))


def _tells(node: ast.AST) -> bool:
    match node:
        case ast.Set() | ast.SetComp():
            return True
        case ast.Name(id=name) | ast.alias(name=name):
            return name in _TELLING
        case ast.Attribute(value=ast.Name(id="builtins"), attr=name):
            return name in _TELLING
        case ast.Attribute(attr="__hash__"):
            return True
        case ast.BinOp(left=ast.Call(func=ast.Attribute(attr="keys" | "items")), op=op):
            return isinstance(op, _OF_SETS)
    return False
