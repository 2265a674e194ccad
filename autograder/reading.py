"""Reads a submitted file into a notebook, whatever the file is.

A student's file may be anything: no JSON, another format, half an upload, a link to somebody
else's file. What can be read safely is read; everything else is an `Unreadable` with a sentence
for the student, so that one file never stops the class.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

# JSON takes about ten times its size in memory. Lower it and a notebook full of pictures is
# refused; raise it and a few such files fill a small machine.
LARGEST_FILE = 20_000_000

# nbgrader and formgrader take about a millisecond a cell, several times. The course's longest
# notebook has 130. Raise it, and one file holds up the class.
MOST_CELLS = 2_000

# Characters of all cells together; the course's longest notebook has 65,000. Raise it, and the
# pages of one such file take minutes.
LONGEST_TEXT = 1_000_000

_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"))


class Unreadable(Exception):
    """The file is no notebook that could be judged; the message says why and what to do."""


@dataclass(frozen=True)
class Reading:
    """A tidy notebook of format 4 without outputs, and what was mended to read it."""

    notebook: NotebookNode
    repairs: tuple[str, ...] = ()


def read_notebook(path: Path) -> Reading:
    """Read one submitted notebook; raises Unreadable, and OSError if the machine fails.

    nbconvert and nbgrader trust the frame of a notebook, so it is built anew: of a cell only its
    type, source, id, attachments and nbgrader metadata are kept. Those may claim anything.
    """
    text, repairs = _decode(_bytes(path))
    try:
        cells, has_surrogates = _without_surrogates(_cells_of(json.loads(text)))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"The file is not a notebook: no JSON at {where}. {_AGAIN}") from None
    except (RecursionError, ValueError):
        raise Unreadable(f"The file is not a notebook that can be read. {_AGAIN}") from None
    if has_surrogates:
        repairs += ("The file names half characters (surrogates): each was read as `?`.",)
    return Reading(_as_format_4(cells), repairs)


_AGAIN = "Open it in JupyterLab, save it and hand it in again."


def _bytes(path: Path) -> bytes:
    """Raises Unreadable for what is the file's fault, OSError for what is the machine's."""
    found = os.lstat(path)
    if stat.S_ISLNK(found.st_mode):
        raise Unreadable("The submitted file is a link. Hand in the notebook itself.")
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable("What was submitted is not a file. Hand in the notebook itself.")
    if found.st_size > LARGEST_FILE:
        size, limit = found.st_size // 1_000_000, LARGEST_FILE // 1_000_000
        raise Unreadable(
            f"The file has {size} MB; {limit} MB are allowed. Clear all outputs "
            "(Edit → Clear Outputs of All Cells), save it and hand it in again."
        )
    return path.read_bytes()


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    if not data.strip():
        raise Unreadable(f"The file is empty. {_AGAIN}")
    encoding = next(name for mark, name in _ENCODINGS if data.startswith(mark))
    repairs = () if encoding == "utf-8-sig" else ("The file was saved as UTF-16: read as such.",)
    try:
        return data.decode(encoding), repairs
    except UnicodeDecodeError:
        pass
    return data.decode("latin-1"), ("The file was not saved as UTF-8: read as Latin-1.",)


def _cells_of(data: Any) -> list[NotebookNode]:
    """What is kept of each cell, as plain data; raises Unreadable.

    Whatever else is in the file, outputs first of all, is let go of before anything looks at it.
    """
    if not isinstance(data, dict) or not ("cells" in data or "worksheets" in data):
        raise Unreadable(f"The file is JSON, but no notebook: it has no cells. {_AGAIN}")
    major = data.get("nbformat", 4)
    if major not in (3, 4):
        raise Unreadable(f"The notebook has format {str(major)[:20]}; needed is 4. {_AGAIN}")
    _check_number(data.get("cells"))
    if major == 3:
        data = _converted(data)
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise Unreadable(f"The notebook has no list of cells. {_AGAIN}")
    kept = [tidy(cell) for cell in cells if isinstance(cell, dict)]
    length = sum(len(cell.source) for cell in kept)
    if length > LONGEST_TEXT:
        raise Unreadable(
            f"The cells have {length:,} characters; {LONGEST_TEXT:,} are allowed. Delete what you "
            "don't need, save it and hand it in again."
        )
    return kept


def _check_number(cells: Any) -> None:
    if isinstance(cells, list) and len(cells) > MOST_CELLS:
        raise Unreadable(
            f"The notebook has {len(cells):,} cells; {MOST_CELLS:,} are allowed. Delete those that "
            "you don't need, save it and hand it in again."
        )


def _converted(data: dict[str, Any]) -> Any:
    """A notebook of format 3 in format 4."""
    sheets = data.get("worksheets")
    for sheet in sheets if isinstance(sheets, list) else ():
        _check_number(sheet.get("cells") if isinstance(sheet, dict) else None)
    try:
        return nbformat.convert(nbformat.from_dict(data), 4)
    except Exception as error:  # nbformat's converter trusts its input
        kind = type(error).__name__
        raise Unreadable(f"The notebook cannot be converted ({kind}). {_AGAIN}") from None


def _as_format_4(cells: list[dict[str, Any]]) -> NotebookNode:
    """The tidy cells as a notebook."""
    tidied = with_ids([nbformat.from_dict(cell) for cell in cells])
    return NotebookNode(cells=tidied, metadata=NotebookNode(), nbformat=4, nbformat_minor=5)


def _without_surrogates(data: Any) -> tuple[Any, bool]:
    """JSON can name half a character (`\\ud800`), which no file and no database can hold."""
    text = json.dumps(data, ensure_ascii=False)
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return json.loads(whole), whole != text


def tidy(cell: dict[str, Any]) -> NotebookNode:
    """The cell reduced to its type, its source, its id and the nbgrader metadata it claims."""
    cell_type = cell.get("cell_type")
    if cell_type not in ("code", "markdown", "raw"):
        cell_type = "raw"
    tidy = NotebookNode(cell_type=cell_type, source=_source(cell), metadata=NotebookNode())
    tidy.id = str(cell.get("id", ""))
    metadata = cell.get("metadata")
    claimed = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(claimed, dict):
        tidy.metadata.nbgrader = NotebookNode(claimed)
    attachments = cell.get("attachments")
    if cell_type == "code":
        tidy.update(outputs=[], execution_count=None)
    elif isinstance(attachments, dict) and all(map(_is_attachment, attachments.values())):
        tidy.attachments = attachments
    return tidy


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


def _is_attachment(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(data, str) for data in value.values())


def with_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Each cell keeps its id if it is valid and the first to have it."""
    taken: set[str] = set()
    for position, cell in enumerate(cells):
        if not _CELL_ID.fullmatch(cell.id) or cell.id in taken:
            cell.id = f"submitted-{position}"
            while cell.id in taken:
                cell.id += "-"
        taken.add(cell.id)
    return cells
