"""Damages a notebook at random, as uploads, editors, hands and malice do.

`damaged(draw, notebook)` is a file: the bytes of `notebook` (JSON data) after one to four damages,
drawn from `draw`. The same draws give the same file.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable
from random import Random
from typing import Any

NAMES = ("../x", "os", "pytest", "course", "con", "json", "", "a b", "é", "x" * 300, "word_count;")
STRANGE = ("\x00", "\ufeff", "\ud800", "\r\n", "\u2028", "é", "進程", "\x1b[31m", "=HYPERLINK(1)")


def damaged(draw: Random, notebook: dict[str, Any]) -> bytes:
    """The file that results; it may be anything, even the notebook unharmed."""
    data = copy.deepcopy(notebook)
    for _ in range(draw.randint(0, 3)):
        draw.choice(_OF_DATA)(draw, data)
    text = json.dumps(data, ensure_ascii=draw.random() < 0.5, indent=draw.choice([None, 1]))
    file = _encoded(draw, text)
    if draw.random() < 0.3:
        file = draw.choice(_OF_BYTES)(draw, file)
    return file


def _encoded(draw: Random, text: str) -> bytes:
    encoding = draw.choice(["utf-8"] * 6 + ["utf-8-sig", "utf-16", "latin-1", "utf-32", "cp1252"])
    return text.encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace")


# --------------------------------------------------------------------------- damage to cells


def _cells(data: dict[str, Any]) -> list[Any]:
    cells = data.get("cells")
    return cells if isinstance(cells, list) else []


def _cell(draw: Random, data: dict[str, Any]) -> dict[str, Any]:
    """A cell, mostly one that nbgrader knows."""
    cells = [cell for cell in _cells(data) if isinstance(cell, dict)]
    known = [cell for cell in cells if isinstance(cell.get("metadata"), dict)]
    known = [cell for cell in known if "nbgrader" in cell["metadata"]]
    chosen = known if known and draw.random() < 0.8 else cells
    return draw.choice(chosen) if chosen else {}


def _grader_data(draw: Random, data: dict[str, Any]) -> dict[str, Any]:
    metadata = _cell(draw, data).get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def delete(draw: Random, data: dict[str, Any]) -> None:
    if cells := _cells(data):
        first = draw.randrange(len(cells))
        del cells[first : first + draw.choice([1, 1, 1, 5, 1000])]


def double(draw: Random, data: dict[str, Any]) -> None:
    if cells := _cells(data):
        cells.insert(draw.randrange(len(cells) + 1), copy.deepcopy(draw.choice(cells)))


def shuffle(draw: Random, data: dict[str, Any]) -> None:
    cells = _cells(data)
    draw.shuffle(cells) if draw.random() < 0.5 else cells.reverse()


def retype(draw: Random, data: dict[str, Any]) -> None:
    types: list[Any] = ["markdown", "raw", "code", "heading", "", None, 5, [], {"code": 1}]
    _cell(draw, data)["cell_type"] = draw.choice(types)


def lose_metadata(draw: Random, data: dict[str, Any]) -> None:
    _cell(draw, data)["metadata"] = draw.choice([{}, None, [], "x", {"nbgrader": None}])


def change_grader_data(draw: Random, data: dict[str, Any]) -> None:
    keys = ["grade_id", "grade", "solution", "locked", "points", "schema_version", "task", "x"]
    _grader_data(draw, data)[draw.choice(keys)] = anything(draw)


def swap_ids(draw: Random, data: dict[str, Any]) -> None:
    one, other = _grader_data(draw, data), _grader_data(draw, data)
    one["grade_id"], other["grade_id"] = other.get("grade_id"), one.get("grade_id")


def lose_first_line(draw: Random, data: dict[str, Any]) -> None:
    cell = _cell(draw, data)
    cell["source"] = _source(cell).partition("\n")[2]


def rename_module(draw: Random, data: dict[str, Any]) -> None:
    cell = _cell(draw, data)
    cell["source"] = f"%%module {draw.choice(NAMES)}\n{_source(cell).partition(chr(10))[2]}"


def strange_letters(draw: Random, data: dict[str, Any]) -> None:
    cell = _cell(draw, data)
    source = _source(cell)
    place = draw.randint(0, len(source))
    cell["source"] = source[:place] + draw.choice(STRANGE) + source[place:]


def odd_source(draw: Random, data: dict[str, Any]) -> None:
    cell = _cell(draw, data)
    lines = _source(cell).splitlines(keepends=True)
    cell["source"] = draw.choice([lines, [*lines, None, 5], anything(draw), None])


def forged_output(draw: Random, data: dict[str, Any]) -> None:
    claim = {"output_type": "execute_result", "data": {"text/plain": "100.0"}, "metadata": {}}
    _cell(draw, data)["outputs"] = draw.choice([[claim], [claim] * 3, anything(draw)])


def edited_test(draw: Random, data: dict[str, Any]) -> None:
    _cell(draw, data)["source"] = draw.choice(["100.0", "", "pass", "import os; os._exit(0)"])


def odd_value(draw: Random, data: dict[str, Any]) -> None:
    """Anything in the place of anything."""
    node: Any = data
    while isinstance(node, (dict, list)) and node:
        key = draw.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], (dict, list)) or draw.random() < 0.2:
            node[key] = anything(draw)
            return
        node = node[key]


def other_format(draw: Random, data: dict[str, Any]) -> None:
    data["nbformat"] = draw.choice([3, 2, 5, 99, -1, "4", None, 4.0, True, 10**30])
    if draw.random() < 0.3:
        data["worksheets"] = [{"cells": data.pop("cells", [])}]


def large_text(draw: Random, data: dict[str, Any]) -> None:
    _cell(draw, data)["source"] = "# " + "x" * draw.choice([10_000, 1_000_000, 3_000_000])


def anything(draw: Random, depth: int = 0) -> Any:
    """Some JSON value."""
    if depth < 4 and draw.random() < 0.3:
        inner = [anything(draw, depth + 1) for _ in range(draw.randint(0, 3))]
        return inner if draw.random() < 0.5 else {str(i): value for i, value in enumerate(inner)}
    numbers = [0, -1, 1.5, 1e300, float("nan"), float("inf"), 10**400, True, False, None]
    return draw.choice([*numbers, "", "word_count", "x" * 1000, *STRANGE])


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    lines = source if isinstance(source, list) else [source]
    return "".join(line for line in lines if isinstance(line, str))


_OF_DATA: tuple[Callable[[Random, dict[str, Any]], None], ...] = (
    delete, double, shuffle, retype, lose_metadata, change_grader_data, swap_ids, lose_first_line,
    rename_module, strange_letters, odd_source, forged_output, edited_test, odd_value, other_format,
    large_text,
)  # fmt: skip

# --------------------------------------------------------------------------- damage to bytes


def cut(draw: Random, file: bytes) -> bytes:
    return file[: draw.randrange(len(file) + 1)]


def flip(draw: Random, file: bytes) -> bytes:
    changed = bytearray(file)
    for _ in range(draw.choice([1, 3, 100])):
        if changed:
            changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed)


def repeat(draw: Random, file: bytes) -> bytes:
    return file * 2


def hole(draw: Random, file: bytes) -> bytes:
    place = draw.randrange(len(file) + 1)
    return file[:place] + bytes(draw.choice([1, 4096])) + file[place + draw.choice([0, 4096]) :]


def line_ends(draw: Random, file: bytes) -> bytes:
    return file.replace(b"\n", draw.choice([b"\r\n", b"\r"]))


def not_json(draw: Random, file: bytes) -> bytes:
    return draw.choice(
        [b"", b" \n", b"null", b"5", b"[]", b"{}", b"[" * 100_000, b'{"cells":' * 5000,
         b"\x00" * 99, gzip.compress(file), b"PK\x03\x04" + file, b"<html>" + file, b"9" * 100_000]
    )  # fmt: skip


_OF_BYTES = (cut, cut, flip, repeat, hole, line_ends, not_json)
