"""Whether a module is still as it was handed out: every function a stub.

No verdict depends on it: what is blank is not judged, and has no key under which one is kept.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from course.parsing import parsed


def is_blank(source: str) -> bool:
    """Whether every function and method of a module is still a stub, or there is none at all.

    A function may also come from elsewhere: `from helpers import mean`, `mean = partial(go, 2)`.
    """
    tree = parsed(source)
    if tree is None:
        return False
    functions = [
        n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    if not all(_is_stub_body(function.body) for function in functions):
        return False
    stubs = {s.name for s in tree.body if isinstance(s, _DEFINITIONS)}
    bound = set(_bound(tree.body))
    return not (bound & stubs if functions else bound | stubs)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _bound(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """Names that a module gets by an assignment or from another module."""
    for statement in statements:
        if isinstance(statement, ast.ImportFrom):
            yield from (alias.asname or alias.name for alias in statement.names)
        elif isinstance(statement, ast.Assign):
            yield from (target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            yield statement.target.id


def _is_stub_body(body: list[ast.stmt]) -> bool:
    rest = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(rest) != 1 or not isinstance(rest[0], ast.Raise) or rest[0].exc is None:
        return False
    raised = rest[0].exc
    if isinstance(raised, ast.Call):
        raised = raised.func
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
