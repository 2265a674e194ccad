"""Run the body of a cell on behalf of a cell magic, as if the magic were not there.

Values are shown, errors look as they would without the magic, and line 5 of the cell is line 5
in every message: in the place of the magic's line there is a comment.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def run_body(shell: InteractiveShell, head: str, body: str) -> None:
    """Run `body` in the notebook's namespace; `head` is the line of the magic above it.

    Raises what the body raised, in such a way that IPython shows the body's frames alone.
    """
    source = body if body.lstrip().startswith("%%") else f"# {head}\n{body}"
    with _Quiet(shell):
        result = shell.run_cell(source)  # type: ignore[no-untyped-call]
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return
    if isinstance(error, SyntaxError):
        # For this class alone IPython does not ask the exception how it wants to be shown.
        shown = shell.SyntaxTB.structured_traceback(type(error), error, None)
        error = type(type(error).__name__, (Exception,), {})(str(error))
    elif not hasattr(error, "_render_traceback_"):
        trace: Any = error.__traceback__
        # IPython's own frame, the outermost, is left out as ever.
        shown = shell.InteractiveTB.structured_traceback(type(error), error, trace, tb_offset=1)
    else:
        raise error
    error._render_traceback_ = functools.partial(list, shown)
    raise error from None


class _Quiet:
    """The shell does not show errors: the magic's caller will, once."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell

    def __enter__(self) -> None:
        for name in ("showtraceback", "showsyntaxerror"):
            self._shell.__dict__[name] = lambda *args, **kwargs: None

    def __exit__(self, *error: object) -> None:
        for name in ("showtraceback", "showsyntaxerror"):
            self._shell.__dict__.pop(name, None)
