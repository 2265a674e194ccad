"""The sample class: students as odd as life, written as small texts beside what they should get.

    sample_class/03_pool/emil/submission.toml   who this is, and what was done to the notebook
                              word_count.py     their module of an exercise, without the magic
                              expected.toml     the marks that they must get, and a word on why

From the topic's release each becomes the notebook that such a student would hand in, so the class
stays in step with the course. An exercise without a file and not named under `reference` keeps
its stub.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "sample_class"

_SOLUTION_MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
_FULL_MARKS = "100.0"


class SampleError(ValueError):
    """A text of the sample class is wrong; the message names the file."""


@dataclass(frozen=True)
class Edits:
    """What a student did to the notebook besides solving it. Cells are named by grade id."""

    delete: tuple[str, ...] = ()
    duplicate: tuple[str, ...] = ()
    retype: tuple[str, ...] = ()
    """Made into text cells."""
    lost_magic: tuple[str, ...] = ()
    """Without their first line."""
    lost_id: tuple[str, ...] = ()
    """Without their metadata."""
    reverse: bool = False
    points: Mapping[str, float] = field(default_factory=dict)
    outputs: bool = False
    """Saved outputs claim full marks."""
    first_text: str = ""
    first_code: str = ""
    """Cells that they put on top."""


@dataclass(frozen=True)
class Student:
    """One student of the sample class. `marks` are by exercise, None where none may be given."""

    id: str
    story: str
    answers: Mapping[str, str]
    reference: tuple[str, ...]
    edits: Edits
    raw: bytes | None
    marks: Mapping[str, float | None]
    why: Mapping[str, str]


def students(slug: str, folder: Path = FOLDER) -> list[Student]:
    """The sample class of a topic, in the order of their names. Raises SampleError."""
    found = [_student(path) for path in sorted((folder / slug).iterdir()) if path.is_dir()]
    if not found:
        raise SampleError(f"{folder / slug} has no students")
    return found


def solutions(source: Mapping[str, Any]) -> dict[str, str]:
    """The reference modules in a topic's source notebook, by exercise, with their magic line."""
    found = {}
    for cell in source["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            lines = _source(cell).splitlines()
            kept = [line for line in lines if line.strip() not in _SOLUTION_MARKS]
            found[_exercise(cell)] = "\n".join(kept)
    return found


def solved(release: Mapping[str, Any], modules: Mapping[str, str]) -> dict[str, Any]:
    """A copy of `release` with these modules, by exercise, in their cells; with or without magic.

    What has no module stays as it is released.
    """
    notebook: dict[str, Any] = copy.deepcopy(dict(release))
    for cell in notebook["cells"]:
        exercise = _exercise(cell)
        if cell["metadata"].get("nbgrader", {}).get("solution") and exercise in modules:
            text, magic = modules[exercise], f"%%module {exercise}\n"
            cell["source"] = text if text.startswith(magic) else magic + text
    return notebook


def submission(student: Student, release: Mapping[str, Any], reference: Mapping[str, str]) -> bytes:
    """The file that the student hands in: `release` with their answers and edits."""
    if student.raw is not None:
        return student.raw
    known = {exercise: reference[exercise] for exercise in student.reference}
    notebook = solved(release, known | dict(student.answers))
    notebook["cells"] = _edited(notebook["cells"], student.edits)
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode()


def _edited(cells: list[dict[str, Any]], edits: Edits) -> list[dict[str, Any]]:
    edited: list[dict[str, Any]] = []
    for cell in cells:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in edits.delete:
            continue
        if name in edits.lost_magic:
            cell["source"] = _source(cell).partition("\n")[2]
        if name in edits.lost_id:
            cell["metadata"] = {}
        if name in edits.points:
            cell["metadata"]["nbgrader"]["points"] = edits.points[name]
        if name in edits.retype:
            cell["cell_type"] = "markdown"
            del cell["outputs"], cell["execution_count"]
        elif edits.outputs and cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["outputs"] = [_claim()]
        edited.append(cell)
        if name in edits.duplicate:
            edited.append({**copy.deepcopy(cell), "id": f"copy-of-{name}"[:64]})
    if edits.reverse:
        edited.reverse()
    return [*_on_top(edits), *edited]


def _on_top(edits: Edits) -> list[dict[str, Any]]:
    cells: list[dict[str, Any]] = []
    if edits.first_text:
        source = edits.first_text
        cells.append({"cell_type": "markdown", "id": "mine-1", "metadata": {}, "source": source})
    if edits.first_code:
        code: dict[str, Any] = {"cell_type": "code", "id": "mine-2", "metadata": {}}
        cells.append(code | {"source": edits.first_code, "outputs": [], "execution_count": None})
    return cells


def _claim() -> dict[str, Any]:
    data = {"text/plain": _FULL_MARKS, "text/html": "<b>All checks passed: full marks.</b>"}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def _student(folder: Path) -> Student:
    told = _toml(folder / "submission.toml")
    expected = _toml(folder / "expected.toml")
    try:
        edits: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in told.get("edits", {}).items()
        }
        raw = folder / "notebook.txt"
        return Student(
            id=folder.name,
            story=told["story"],
            answers={p.stem: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.py"))},
            reference=tuple(told.get("reference", ())),
            edits=Edits(**edits),
            raw=raw.read_bytes() if raw.exists() else None,
            marks={name: _mark(value) for name, value in expected["marks"].items()},
            why=expected.get("why", {}),
        )
    except (KeyError, TypeError) as error:
        raise SampleError(f"{folder}: {error} is missing or unknown in its .toml files") from None


def _mark(value: float | str) -> float | None:
    """TOML has no None: `"no mark"` stands for it."""
    return None if isinstance(value, str) else float(value)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SampleError(f"{path}: {error}") from None


def _exercise(cell: Mapping[str, Any]) -> str:
    name: str = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return name.removesuffix("_module")


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
