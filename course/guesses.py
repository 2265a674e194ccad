"""A guess that was not made says so, and invites one.

The lessons have `...` where a guess is to be written, and show it again beside the answer. There
Python would print `Ellipsis`. So a `...` that a line of a notebook's cell gives a name to becomes
NONE_YET, which shows as an invitation. Functions and `%%module` cells are left alone.
Loaded by `%load_ext course` only: needs IPython.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


class _NoneYet:
    """Stands for a guess that was not made. There is one, in every process."""

    def __repr__(self) -> str:
        return "(none yet: write one above)"

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __reduce__(self) -> str:
        return "NONE_YET"  # pickled by its name


NONE_YET = _NoneYet()
# Works in any cell, whatever its names stand for.
_EXPRESSION = f"__import__({__name__!r}, fromlist=['NONE_YET']).NONE_YET"


class _Guesses(ast.NodeTransformer):
    """Puts NONE_YET in place of each `...` to which a cell's own lines give a name."""

    def visit_Module(self, cell: ast.Module) -> ast.Module:
        for line in cell.body:
            if isinstance(line, ast.Assign):
                line.value = self.visit(line.value)
        return cell

    def visit_Constant(self, constant: ast.Constant) -> ast.expr:
        if constant.value is not ...:
            return constant
        return ast.copy_location(ast.parse(_EXPRESSION, mode="eval").body, constant)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Several guesses may stand together; in `array[..., 0]`, a lambda, a call is none."""
        together = isinstance(node, ast.Tuple | ast.List | ast.Dict)
        return super().generic_visit(node) if together else node


def load(shell: InteractiveShell) -> None:
    """Have the shell do so with every cell. Twice is as good as once."""
    if not any(isinstance(each, _Guesses) for each in shell.ast_transformers):
        shell.ast_transformers.append(_Guesses())


def unload(shell: InteractiveShell) -> None:
    """Let the shell's cells be."""
    kept = [each for each in shell.ast_transformers if not isinstance(each, _Guesses)]
    shell.ast_transformers = kept
