"""Find out what the learner calls an object: the variable on the line that makes it.

`results = Queue()` makes an object called "results"; `self.lock = Lock()` one called
"self.lock"; `left, right = Pipe()` a pipe whose ends are "left" and "right". The call is found
in the source text by the position that the interpreter keeps for each instruction.
"""

from __future__ import annotations

import ast
import itertools
import linecache
from types import FrameType

Position = tuple[int | None, ...]
"""First line, last line, first column, last column of the call that makes the object."""

_statements: dict[str, tuple[int, list[ast.AST]]] = {}
_repeats: dict[tuple[int, int], int] = {}


def names_of(frame: FrameType) -> tuple[str, ...]:
    """The target of the call that this frame is making, one name for each if it is unpacked."""
    try:
        position = next(
            itertools.islice(frame.f_code.co_positions(), max(0, frame.f_lasti // 2), None)
        )
        if None in position:
            return ()
        for statement in _candidates(frame):
            if _covers(statement, position):
                found = _in_statement(statement, position, frame)
                if found:
                    return found
    except Exception:
        pass  # a label is a comfort: without one, the object goes by its id
    return ()


def _candidates(frame: FrameType) -> list[ast.AST]:
    """The nodes of the file that can give a name, the innermost (shortest) first."""
    filename = frame.f_code.co_filename
    text = "".join(linecache.getlines(filename, frame.f_globals))
    known = _statements.get(filename)
    if known is None or known[0] != hash(text):
        kinds = (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.withitem, ast.keyword, ast.Expr)
        nodes = (node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds))
        known = (hash(text), sorted(nodes, key=_length))
        _statements[filename] = known
    return known[1]


def _length(node: ast.AST) -> int:
    first, last = _span(node)
    return (last[0] - first[0]) * 10_000 + last[1] - first[1]


def _span(node: ast.AST) -> tuple[tuple[int, int], tuple[int, int]]:
    if isinstance(node, ast.withitem):
        node = node.context_expr
    return (
        (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)),
        (getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0),
    )


def _covers(node: ast.AST, position: Position) -> bool:
    line, end_line, column, end_column = position
    first, last = _span(node)
    return first <= (line or 0, column or 0) and (end_line or 0, end_column or 0) <= last


def _is(node: ast.AST, position: Position) -> bool:
    line, end_line, column, end_column = position
    return _span(node) == ((line, column), (end_line, end_column))


def _in_statement(node: ast.AST, position: Position, frame: FrameType) -> tuple[str, ...]:
    match node:
        case ast.Assign(targets=targets, value=value):
            return _in_value(targets[-1], value, position, frame)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            return _in_value(target, value, position, frame)
        case ast.NamedExpr(target=target, value=value):
            return _in_value(target, value, position, frame)
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            return _in_value(target, value, position, frame)
        case ast.keyword(arg=str() as name, value=value) if _is(value, position):
            return (name,)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=target, attr="append"), args=[made])):
            if _is(made, position):
                return (_numbered(target, frame),)
    return ()


def _in_value(
    target: ast.expr, value: ast.expr, position: Position, frame: FrameType
) -> tuple[str, ...]:
    targets = target.elts if isinstance(target, (ast.Tuple, ast.List)) else None
    if _is(value, position):
        return tuple(ast.unparse(part) for part in targets or [target])
    match value:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for number, part in enumerate(parts):
                if _covers(part, position):
                    if targets is not None and len(targets) == len(parts):
                        return _in_value(targets[number], part, position, frame)
                    return (f"{ast.unparse(target)}[{number}]",) if _is(part, position) else ()
        case ast.Dict(keys=keys, values=values):
            for key, part in zip(keys, values, strict=True):
                if key is not None and _is(part, position):
                    return (f"{ast.unparse(target)}[{ast.unparse(key)}]",)
        case ast.ListComp(elt=part) | ast.SetComp(elt=part) | ast.GeneratorExp(elt=part):
            if _is(part, position):
                if targets is not None:
                    return (ast.unparse(targets[_count(frame) % len(targets)]),)
                return (_numbered(target, frame),)
        case ast.DictComp(value=part) if _is(part, position):
            return (_numbered(target, frame),)
        case ast.IfExp(body=body, orelse=other):
            for part in (body, other):
                if _covers(part, position):
                    return _in_value(target, part, position, frame)
        case ast.Call(args=[ast.ListComp() | ast.GeneratorExp() as part]):
            if _covers(part, position):  # tuple(Lock() for …)
                return _in_value(target, part, position, frame)
    return ()


def _numbered(target: ast.expr, frame: FrameType) -> str:
    return f"{ast.unparse(target)}[{_count(frame)}]"


def _count(frame: FrameType) -> int:
    """How often this very call of this very frame has made an object before."""
    key = (id(frame), frame.f_lasti)
    if len(_repeats) > 1000:
        _repeats.clear()
    number = _repeats[key] = _repeats.get(key, -1) + 1
    return number
