"""A submitted notebook is mended until nbgrader may read it, and what was mended is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode, validate
from nbgrader.nbgraderformat import MetadataValidator

from autograder.gradebook import in_order
from autograder.reading import LARGEST_FILE, Unreadable, read_notebook
from autograder.repair import ReleaseCell, repair, visible_source
from course.modules import modules_in

HIDDEN = "### BEGIN HIDDEN TESTS\nmark()\n### END HIDDEN TESTS"


def release() -> list[ReleaseCell]:
    """Two exercises as the gradebook knows them."""
    cells = []
    for name in ("first", "second"):
        stub = f"%%module {name}\ndef {name}():\n    raise NotImplementedError"
        cells.append(ReleaseCell(f"{name}_module", "code", stub, "c" * 32, solution=True))
        test = f'check("{name}")\n{HIDDEN}'
        cells.append(ReleaseCell(name, "code", test, "d" * 32, points=3.0, grade=True, locked=True))
    return cells


def released(cell: ReleaseCell) -> dict[str, Any]:
    """The cell as a student gets it."""
    flags = {flag: getattr(cell, flag) for flag in ("grade", "solution", "locked", "task")}
    metadata: dict[str, Any] = {**flags, "grade_id": cell.name, "schema_version": 3}
    if cell.points is not None:
        metadata["points"] = cell.points
    return {
        "cell_type": "code",
        "id": cell.name,
        "metadata": {"nbgrader": metadata},
        "source": visible_source(cell.source),
        "outputs": [],
        "execution_count": None,
    }


def handed_in() -> dict[str, Any]:
    """A notebook as it is handed in: a text, and the exercises with answers."""
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "# Pool"}
    cells = [text, *(released(cell) for cell in release())]
    for cell in cells:
        if cell["id"].endswith("_module"):
            cell["source"] += "\n# answered"
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def read(tmp_path: Path, data: Any) -> NotebookNode:
    path = tmp_path / "03_pool.ipynb"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return read_notebook(path).notebook


def names(notebook: NotebookNode) -> list[str | None]:
    return [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]


def delete_test(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell["id"] != "first"]


def delete_all(cells: list[Any]) -> list[Any]:
    return []


def delete_solution(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell["id"] != "first_module"]


def lose_the_id(cells: list[Any]) -> list[Any]:
    cells[1]["metadata"] = {}
    return cells


def reverse(cells: list[Any]) -> list[Any]:
    return cells[::-1]


def retype(cells: list[Any]) -> list[Any]:
    return [{**cell, "cell_type": "markdown"} for cell in cells]


def change_points(cells: list[Any]) -> list[Any]:
    cells[2]["metadata"]["nbgrader"]["points"] = 100
    return cells


def unlock(cells: list[Any]) -> list[Any]:
    cells[2]["metadata"]["nbgrader"].update(locked=False, solution=True)
    return cells


def edit_test(cells: list[Any]) -> list[Any]:
    cells[2]["source"] = "100.0"
    return cells


def old_schema(cells: list[Any]) -> list[Any]:
    """One such cell makes nbgrader stop the whole class."""
    for cell in cells[1:]:
        cell["metadata"]["nbgrader"]["schema_version"] = 1
    return cells


def swap_ids(cells: list[Any]) -> list[Any]:
    first, second = cells[2]["metadata"]["nbgrader"], cells[4]["metadata"]["nbgrader"]
    first["grade_id"], second["grade_id"] = second["grade_id"], first["grade_id"]
    return cells


def swap_test_and_solution(cells: list[Any]) -> list[Any]:
    """What copying a cell's metadata does: the answer claims to be a locked test."""
    one, other = cells[1]["metadata"]["nbgrader"], cells[4]["metadata"]["nbgrader"]
    one["grade_id"], other["grade_id"] = other["grade_id"], one["grade_id"]
    return cells


def two_of_each(cells: list[Any]) -> list[Any]:
    return [*cells, *copy.deepcopy(cells)]


def an_unknown_grade_cell(cells: list[Any]) -> list[Any]:
    extra = copy.deepcopy(cells[2])
    extra["metadata"]["nbgrader"]["grade_id"] = "bonus"
    return [*cells, extra]


DAMAGES = [
    delete_test,
    delete_all,
    delete_solution,
    lose_the_id,
    reverse,
    retype,
    change_points,
    unlock,
    edit_test,
    old_schema,
    swap_ids,
    swap_test_and_solution,
    two_of_each,
    an_unknown_grade_cell,
]
SILENT = [old_schema, an_unknown_grade_cell]
"""Damages that cost nobody anything: they are undone without a word."""


def is_sound(notebook: NotebookNode) -> None:
    """What nbgrader needs: every cell of the release once, in order, as it was released."""
    validate(notebook)
    MetadataValidator().validate_nb(notebook)
    assert [name for name in names(notebook) if name] == [cell.name for cell in release()]
    by_name = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells if cell.metadata}
    for wanted in release():
        found = by_name[wanted.name]
        assert found.cell_type == wanted.cell_type
        assert found.metadata.nbgrader.get("points") == wanted.points
        assert found.outputs == []
        if wanted.locked:
            assert found.source == wanted.source


def test_an_honest_notebook_is_left_alone(tmp_path: Path) -> None:
    """Nothing is reported, every answer stays, and hidden tests come back."""
    mended, repairs = repair(read(tmp_path, handed_in()), release())
    assert repairs == []
    is_sound(mended)
    assert mended.cells[1].source.endswith("# answered")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damage_is_mended_and_told(
    tmp_path: Path, damage: Callable[[list[Any]], list[Any]]
) -> None:
    """Whatever was done to the cells, nbgrader finds the release's, and the student reads why."""
    submitted = handed_in()
    submitted["cells"] = damage(submitted["cells"])
    mended, repairs = repair(read(tmp_path, submitted), release())
    is_sound(mended)
    assert bool(repairs) == (damage not in SILENT)
    assert all(each.text.endswith(".") for each in repairs)


@pytest.mark.parametrize(
    "damage",
    [d for d in DAMAGES if d not in (delete_all, delete_solution)],
    ids=lambda d: d.__name__,
)
def test_no_damage_loses_an_answer(
    tmp_path: Path, damage: Callable[[list[Any]], list[Any]]
) -> None:
    """What the student wrote is still in the cell of its exercise."""
    submitted = handed_in()
    submitted["cells"] = damage(submitted["cells"])
    mended, _ = repair(read(tmp_path, submitted), release())
    for cell in mended.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source.endswith("# answered")


def test_a_lost_grade_cell_comes_back_behind_its_solution(tmp_path: Path) -> None:
    """It stands where it stood, not at the end."""
    submitted = handed_in()
    submitted["cells"] = delete_test(submitted["cells"])
    mended, repairs = repair(read(tmp_path, submitted), release())
    assert names(mended) == [None, "first_module", "first", "second_module", "second"]
    assert [(each.cell, "missing" in each.text) for each in repairs] == [("first", True)]


ATTEMPTS = st.tuples(
    st.sampled_from(["first", "second", "helper"]), st.sampled_from(["code", "markdown"])
)


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(attempts=st.lists(ATTEMPTS, max_size=5), data=st.data())
def test_the_last_attempt_counts_before_the_repair_and_after(
    tmp_path_factory: Any, attempts: list[tuple[str, str]], data: st.DataObject
) -> None:
    """In whatever order cells are, and however often one module's line stands there."""
    submitted = handed_in()
    more = [
        {
            "cell_type": kind,
            "id": f"attempt-{number}",
            "metadata": {},
            "source": f"%%module {name}\nattempt = {number}\n",
        }
        for number, (name, kind) in enumerate(attempts)
    ]
    submitted["cells"] = data.draw(st.permutations([*submitted["cells"], *more]))
    notebook = read(tmp_path_factory.mktemp("nb"), submitted)
    texts = {name: module.text for name, module in modules_in(notebook).items()}
    mended, _ = repair(notebook, release())
    is_sound(mended)
    assert {name: module.text for name, module in modules_in(mended).items()} == texts


def test_the_order_is_the_releases_whatever_the_database_says(tmp_path: Path) -> None:
    """A row that was changed may come last; without the released file the rows are as they are."""
    cells = release()
    path = tmp_path / "03_pool.ipynb"
    path.write_text(json.dumps(handed_in()))
    shuffled = [cells[2], cells[0], cells[3], cells[1]]
    assert in_order(shuffled, path) == cells
    assert in_order(shuffled, tmp_path / "missing.ipynb") == shuffled
    path.write_text("[]")
    assert in_order(shuffled, path) == shuffled


UNREADABLE = {
    "empty": b"",
    "spaces": b"  \n",
    "no JSON": b"hello",
    "half an upload": json.dumps(handed_in()).encode()[:-300],
    "a number": b"42",
    "a list": b"[]",
    "no cells": b"{}",
    "cells null": b'{"cells": null, "nbformat": 4}',
    "format 99": b'{"cells": [], "nbformat": 99}',
    "format text": b'{"cells": [], "nbformat": "four"}',
    "format 3, broken": b'{"worksheets": 5, "nbformat": 3}',
    "too deep": b"[" * 100_000,
    "huge number": b'{"cells": [], "nbformat": ' + b"9" * 10_000 + b"}",
    "binary": bytes(range(256)) * 10,
    "NUL": b"\x00" * 100,
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_is_no_notebook_is_said_in_a_sentence(tmp_path: Path, kind: str) -> None:
    """The file costs its own student the marks, with a reason and a next step."""
    with pytest.raises(Unreadable) as caught:
        read(tmp_path, UNREADABLE[kind])
    assert "Hand" in str(caught.value) or "hand" in str(caught.value)


def test_a_link_to_another_students_file_is_not_followed(tmp_path: Path) -> None:
    """Only what a student has written is theirs."""
    theirs = tmp_path / "theirs.ipynb"
    theirs.write_text(json.dumps(handed_in()))
    mine = tmp_path / "mine.ipynb"
    mine.symlink_to(theirs)
    with pytest.raises(Unreadable, match="link"):
        read_notebook(mine)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    """A sparse file of a terabyte costs nothing."""
    path = tmp_path / "large.ipynb"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE * 50_000)
    with pytest.raises(Unreadable, match="MB"):
        read_notebook(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    """A notebook that an editor saved in its own way is still a notebook."""
    submitted = handed_in()
    submitted["cells"][1]["source"] += " é"
    data = json.dumps(submitted, ensure_ascii=False).encode(encoding)
    mended, _ = repair(read(tmp_path, data), release())
    assert mended.cells[1].source.endswith("é")


def test_half_a_character_does_not_stop_the_class(tmp_path: Path) -> None:
    """JSON can name a lone surrogate, which no file and no database can hold."""
    submitted = handed_in()
    submitted["cells"][0]["source"] = "\ud800"
    mended, _ = repair(read(tmp_path, submitted), release())
    json.dumps(mended, ensure_ascii=False).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "cell_type",
        "id",
        "metadata",
        "source",
        "outputs",
        "attachments",
        "execution_count",
        "nbgrader",
    ]
)
GRADER_KEYS = st.sampled_from(
    ["grade_id", "grade", "solution", "locked", "points", "schema_version", "task", "cell_type"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_damage_to_a_notebook_gets_past(tmp_path_factory: Any, data: st.DataObject) -> None:
    """Cells and metadata replaced by any JSON end in a sound notebook or in a sentence."""
    submitted = handed_in()
    for _ in range(data.draw(st.integers(1, 4))):
        cells = submitted["cells"]
        position = data.draw(st.integers(0, len(cells)))
        where = data.draw(st.sampled_from(["cell", "key", "metadata", "nbgrader", "top", "copy"]))
        value = data.draw(JSON)
        cell = cells[position] if position < len(cells) and isinstance(cells, list) else None
        if where == "cell":
            cells.insert(position, value)
        elif where == "copy" and cell is not None:
            cells.append(copy.deepcopy(cell))
        elif where == "key" and isinstance(cell, dict):
            cell[data.draw(KEYS)] = value
        elif where == "metadata" and isinstance(cell, dict):
            cell["metadata"] = {"nbgrader": value}
        elif where == "nbgrader" and isinstance(cell, dict):
            metadata = cell.get("metadata")
            found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
            if isinstance(found, dict):
                found[data.draw(GRADER_KEYS)] = value
        elif where == "top":
            submitted[data.draw(st.sampled_from(["metadata", "nbformat_minor", "x"]))] = value
    try:
        notebook = read(tmp_path_factory.mktemp("nb"), submitted)
    except Unreadable:
        return
    mended, _ = repair(notebook, release())
    is_sound(mended)
