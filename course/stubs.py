"""Whether a module is still as it was handed out: every function a stub."""

from __future__ import annotations

import ast

from course.parsing import parsed


def is_blank(source: str) -> bool:
    """Whether every function and method of a module is still a stub, or there is none at all."""
    tree = parsed(source)
    if tree is None:
        return False
    functions = [
        n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return all(_is_stub_body(function.body) for function in functions)


def _is_stub_body(body: list[ast.stmt]) -> bool:
    rest = [s for s in body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    if len(rest) != 1 or not isinstance(rest[0], ast.Raise) or rest[0].exc is None:
        return False
    raised = rest[0].exc
    if isinstance(raised, ast.Call):
        raised = raised.func
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
