"""Reading a student's Python without running it, whatever it is.

A source text may be made to break whoever parses it: for thousands of signs in a row Python's
parser raises MemoryError, for a long chain of names RecursionError.
"""

from __future__ import annotations

import ast

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of a module; None if this Python can't read it."""
    try:
        return ast.parse(source)
    except _UNREADABLE:
        return None


def spelled(node: ast.AST) -> str:
    """A part of a tree as source text; empty if it nests too deep for that."""
    try:
        return ast.unparse(node)
    except _UNREADABLE:
        return ""


def calls_itself(source: str) -> bool:
    """Whether a line at the left margin uses one of the module's own functions."""
    tree = parsed(source)
    body = tree.body if tree is not None else []
    own = {each.name for each in body if isinstance(each, ast.FunctionDef)}
    lines = [each for each in body if isinstance(each, (ast.Expr, ast.Assign, ast.For))]
    names = {node.id for each in lines for node in ast.walk(each) if isinstance(node, ast.Name)}
    return bool(names & own)
