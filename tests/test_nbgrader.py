"""The judge inside nbgrader: what reaches the gradebook, and what never does."""

from __future__ import annotations

import contextlib
import json
import math
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from small_course import (
    IDS,
    SLUG,
    autograde,
    cell,
    check,
    generate,
    report,
    small_notebook,
)

from autograder import marking, preprocessor
from autograder.nbgrader_course import Course, NbgraderFailed
from autograder.sample_class import solutions, students, submission
from autograder.verdict import ExerciseResult, NotebookReport
from course.verdict import Verdict

pytestmark = [
    # nbgrader's queries are as they are.
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning"),
]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course after the real `nbgrader generate_assignment`, with a module beside the source."""
    return generate(tmp_path_factory.mktemp("course"))


@pytest.fixture
def course(generated: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of the generated course for one test."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    folder = tmp_path / "course"
    shutil.copytree(generated.folder, folder)
    return Course(folder)


def release(course: Course) -> dict[str, Any]:
    return course.source_notebook("release", SLUG)


def hand_in(course: Course, student: str, notebook: Any) -> None:
    data = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    course.hand_in(SLUG, student, data)


Judging = Callable[[Callable[[Path], NotebookReport]], None]


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> Judging:
    """Lets a test say what the judge answers; that the judge judges rightly is tested elsewhere."""

    def answer_with(function: Callable[[Path], NotebookReport]) -> None:
        monkeypatch.setattr(preprocessor, "judge_notebook", lambda path, **_: function(path))

    return answer_with


def marks(course: Course, student: str) -> dict[str, float | None]:
    (row,) = [row for row in course.marks(SLUG) if row.student == student]
    return {mark.exercise: mark.points for mark in row.marks}


def flags(course: Course, student: str) -> list[str]:
    (row,) = [row for row in course.marks(SLUG) if row.student == student]
    return [mark.exercise for mark in row.marks if mark.needs_manual_grade]


def zeros(**others: float | None) -> dict[str, float | None]:
    return {**dict.fromkeys(IDS, 0.0), **others}


# ------------------------------------------------------------------------------- the release


def test_a_solution_beside_the_source_is_not_released(generated: Course) -> None:
    """A notebook that was run leaves its modules beside it, and nbgrader leaves them there."""
    files = [path.name for path in (generated.folder / "release" / SLUG).rglob("*")]
    assert files == [f"{SLUG}.ipynb"]


def test_the_release_shows_neither_solutions_nor_the_hidden_line(generated: Course) -> None:
    """Students get the stub and the visible part of the grade cell."""
    text = json.dumps(release(generated))
    assert "autograder" not in text and "= None" not in text


# --------------------------------------------------------------------------------- the marks


def test_points_reach_the_gradebook_as_they_were_earned(course: Course, judging: Judging) -> None:
    """Full, partial and no points are recorded, exactly."""
    hand_in(course, "ada", release(course))
    judging(lambda path: report(count_primes=2.0, fetch_all=1.5))
    autograde(course)
    assert marks(course, "ada") == zeros(count_primes=2.0, fetch_all=1.5)
    assert flags(course, "ada") == []


def test_every_grade_cell_shows_a_number_and_its_feedback(course: Course, judging: Judging) -> None:
    """nbgrader takes an empty output for full marks and stderr for none: neither ever occurs."""
    hand_in(course, "ada", release(course))
    judging(lambda path: report(count_primes=2.0, word_count=None))
    autograde(course)
    graded = json.loads(course.notebook("autograded", "ada", SLUG).read_text())
    cells = [c for c in graded["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    assert len(cells) == len(IDS)
    for graded_cell in cells:
        kinds = [output["output_type"] for output in graded_cell["outputs"]]
        assert kinds == ["display_data", "execute_result"]
        assert 0.0 <= float("".join(graded_cell["outputs"][1]["data"]["text/plain"])) <= 5.0


def test_before_anything_is_judged_a_grade_cell_says_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever interrupts the judge leaves a zero behind, never an output of the student's."""

    def interrupted(path: Path, **_: object) -> NotebookReport:
        raise KeyboardInterrupt

    monkeypatch.setattr(preprocessor, "judge_notebook", interrupted)
    forged = v4.new_output("execute_result", {"text/plain": "3.0"})
    grade = cell("x", grade_id="word_count", grade=True, locked=True, points=3)
    grade.outputs = [forged]
    with pytest.raises(KeyboardInterrupt):
        preprocessor.Judge().preprocess(
            v4.new_notebook(cells=[grade]), {"metadata": {"path": "", "name": SLUG}}
        )
    assert [output.output_type for output in grade.outputs] == ["display_data", "execute_result"]
    assert grade.outputs[1].data["text/plain"] == "0.0"


def test_a_fault_of_ours_records_no_mark(course: Course, judging: Judging) -> None:
    """No zero and no pass: the cell waits for a person, and the other marks are kept."""
    hand_in(course, "ada", release(course))
    judging(lambda path: report(count_primes=2.0, word_count=None))
    autograde(course)
    assert marks(course, "ada") == zeros(count_primes=2.0, word_count=None)
    assert flags(course, "ada") == ["word_count"]


def test_a_fault_of_ours_leaves_the_mark_that_was_there(course: Course, judging: Judging) -> None:
    """And the next run, when the fault is mended, clears the flag."""
    hand_in(course, "ada", release(course))
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    judging(lambda path: report(word_count=None))
    autograde(course, force=True)
    assert marks(course, "ada")["word_count"] == 3.0
    assert flags(course, "ada") == ["word_count"]
    judging(lambda path: report(word_count=1.0))
    autograde(course, force=True)
    assert marks(course, "ada")["word_count"] == 1.0
    assert flags(course, "ada") == []


def test_a_judge_that_breaks_costs_nobody_a_mark(course: Course, judging: Judging) -> None:
    """nbgrader reports an error for this student, old marks stay, and the others are graded."""
    from nbgrader.converters import NbGraderException

    for student in ("ada", "ben", "cleo"):
        hand_in(course, student, release(course))
    judging(lambda path: report(word_count=3.0))
    autograde(course)

    def breaks(path: Path) -> NotebookReport:
        if "ben" in path.parts:
            raise OSError("the disk is full")
        return report(word_count=2.0)

    judging(breaks)
    with pytest.raises(NbGraderException):
        autograde(course, force=True)
    got = {student: marks(course, student)["word_count"] for student in ("ada", "ben", "cleo")}
    assert got == {"ada": 2.0, "ben": 3.0, "cleo": 2.0}


def test_a_file_that_is_no_notebook_costs_its_own_student_alone(
    course: Course, judging: Judging
) -> None:
    """It gets no points and a sentence for the feedback page, and the class goes on."""
    hand_in(course, "ada", release(course))
    hand_in(course, "kofi", b'{"cells": [')
    hand_in(course, "zoe", release(course))
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    assert marks(course, "kofi") == zeros()
    assert "no JSON" in course.told(SLUG, "kofi")["unreadable"]
    assert marks(course, "ada") == marks(course, "zoe") == zeros(word_count=3.0)


def test_an_old_schema_in_one_notebook_does_not_stop_the_class(
    course: Course, judging: Judging
) -> None:
    """nbgrader by itself would stop at this student and ask for `nbgrader update`."""
    old = release(course)
    for each in old["cells"]:
        each["metadata"].get("nbgrader", {})["schema_version"] = 1
    hand_in(course, "ada", old)
    hand_in(course, "ben", release(course))
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    assert marks(course, "ada") == marks(course, "ben") == zeros(word_count=3.0)


def test_claims_in_the_file_count_for_nothing(course: Course, judging: Judging) -> None:
    """Saved outputs, points, and words to our own preprocessor are dropped on reading."""
    forged = release(course)
    forged["metadata"]["autograder"] = {"report": report(word_count=3.0).to_json(), "repairs": []}
    claim = {"output_type": "execute_result", "data": {"text/plain": "3.0"}, "metadata": {}}
    for each in forged["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade"):
            each["metadata"]["nbgrader"]["points"] = 100
            each["outputs"] = [claim | {"execution_count": 1}]
    hand_in(course, "ivan", forged)
    judging(lambda path: report())
    autograde(course)
    assert marks(course, "ivan") == zeros()
    assert any("points" in each["text"] for each in course.told(SLUG, "ivan")["repairs"])


def test_a_deleted_test_cell_is_put_back_and_judged(course: Course, judging: Judging) -> None:
    """The student keeps the marks and reads what was repaired."""
    damaged = release(course)
    damaged["cells"] = [
        each
        for each in damaged["cells"]
        if each["metadata"].get("nbgrader", {}).get("grade_id") != "word_count"
    ]
    hand_in(course, "hana", damaged)
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    assert marks(course, "hana") == zeros(word_count=3.0)
    told = {
        each["id"]: each["repairs"] for each in course.told(SLUG, "hana")["report"]["exercises"]
    }
    assert [len(told[name]) for name in IDS] == [0, 0, 1, 0, 0]


def test_no_kernel_is_started(
    course: Course, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A student's cells never run where the gradebook is."""
    import jupyter_client

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(jupyter_client.KernelManager, "start_kernel", refuse)
    monkeypatch.setattr(jupyter_client.AsyncKernelManager, "start_kernel", refuse)
    notebook = release(course)
    notebook["cells"].append(cell("import os; os._exit(1)"))
    hand_in(course, "ada", notebook)
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    assert marks(course, "ada") == zeros(word_count=3.0)


def test_a_cell_without_checks_waits_for_a_person(course: Course, judging: Judging) -> None:
    """An instructor's own grade cell is neither run nor given points."""
    hand_in(course, "ada", release(course))
    judging(lambda path: NotebookReport(SLUG, SLUG, "bubblewrap", report().exercises[:1]))
    autograde(course)
    assert marks(course, "ada") == {name: 0.0 if name == IDS[0] else None for name in IDS}


def test_the_real_feedback_page_runs_nothing(course: Course, judging: Judging) -> None:
    """`nbgrader generate_feedback`, as a program, makes a page without any script."""
    notebook = release(course)
    notebook["cells"][0]["source"] = "# <script>alert(1)</script>\n[x](javascript:alert(1))"
    hand_in(course, "lena", notebook)
    judging(lambda path: report(word_count=3.0))
    autograde(course)
    course.run("generate_feedback", SLUG)
    page = course.notebook("feedback", "lena", SLUG, ".html").read_text(encoding="utf-8")
    assert "<script" not in page and 'href="javascript' not in page
    assert "default-src 'none'" in page and "word_count" in page


# ------------------------------------------------------------- a cell's mark, and the hidden line


@pytest.mark.parametrize(
    ("earned", "worth", "expected"),
    [(3.0, 3.0, 3.0), (1.5, 3.0, 1.5), (1.5, 6.0, 3.0), (0.0, 3.0, 0.0), (99.0, 3.0, 3.0)],
)
def test_a_mark_is_the_share_of_what_the_cell_is_worth(
    earned: float, worth: float, expected: float
) -> None:
    """An instructor who changes a cell's points gets marks in proportion, never above."""
    result = ExerciseResult("word_count", 3.0, (check("word_count", Verdict.PASSED, earned),))
    assert marking.cell_mark(result, worth) == expected


@pytest.mark.parametrize("earned", [math.nan, math.inf, -1.0])
def test_no_odd_number_becomes_a_mark(earned: float) -> None:
    """nbgrader takes NaN for full marks and refuses what lies above."""
    result = ExerciseResult("word_count", 3.0, (check("word_count", Verdict.PASSED, earned),))
    mark = marking.cell_mark(result, 3.0)
    assert mark is not None and 0.0 <= mark <= 3.0


Answer = dict[str, Any]


@pytest.fixture
def in_kernel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A folder with the topic's notebook, and what `mark` shows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / f"{SLUG}.ipynb").write_text(json.dumps(small_notebook()))
    shown: list[str] = []
    monkeypatch.setattr(marking, "_show", shown.append)
    return shown


def broken(notebook: Path, exercise: str) -> Answer:
    raise OSError("no process")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda *_: {"mark": 1.5, "html": "x"}, 1.5),
        (lambda *_: {"mark": None, "html": "x"}, math.inf),
        (lambda *_: {"mark": math.nan, "html": "x"}, 0.0),
        (lambda *_: {"mark": -1, "html": "x"}, 0.0),
        (lambda *_: {"mark": "many", "html": "x"}, 0.0),
        (lambda *_: {}, 0.0),
        (broken, 0.0),
    ],
)
def test_the_hidden_line_always_returns_a_number(
    in_kernel: list[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[..., Answer],
    expected: float,
) -> None:
    """None would be full marks to nbgrader. No mark is a number above all, which it refuses."""
    monkeypatch.setattr(marking, "_ask_a_child", answer)
    assert marking.mark_in_kernel("word_count") == expected
    assert in_kernel, "the reason is shown"


def test_the_hidden_line_gives_nothing_for_what_is_not_there(
    in_kernel: list[str], tmp_path: Path
) -> None:
    """An unknown exercise, or a notebook under another name, gets no points and a sentence."""
    assert marking.mark_in_kernel("word_cuont") == 0.0
    assert "word_count" in in_kernel[-1]
    (tmp_path / f"{SLUG}.ipynb").rename(tmp_path / "renamed.ipynb")
    assert marking.mark_in_kernel("word_count") == 0.0
    assert f"{SLUG}.ipynb" in in_kernel[-1]


def test_importing_autograder_loads_nothing() -> None:
    """A grade cell's import costs no time and can't fail for what a grader needs."""
    import subprocess

    heavy = ("autograder.", "course", "nb", "IPython")
    code = f"import sys, autograder; print([m for m in sys.modules if m.startswith({heavy})])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -------------------------------------------------------------------------- nbgrader as it is


HONEST = ("ada", "dora", "chen")


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_stock_nbgrader_never_gives_more(tmp_path: Path) -> None:
    """Without our configuration honest submissions get the same marks or none, never more.

    "None" may be a zero or no mark: nbgrader gives a cell 30 seconds, and a notebook that raises
    on stderr nothing.
    """
    course = Course(tmp_path)
    course.add_topic(SLUG, config=None)
    stub = "--ClearSolutions.code_stub={'python': 'raise NotImplementedError'}"
    course.run("generate_assignment", SLUG, stub)
    reference = solutions(course.source_notebook("source", SLUG))
    chosen = [student for student in students(SLUG) if student.id in HONEST]
    for student in chosen:
        course.hand_in(SLUG, student.id, submission(student, release(course), reference))
    with contextlib.suppress(NbgraderFailed):  # so it says "no mark" for a student
        course.run("autograde", SLUG, "--Execute.timeout=120")
    for student in chosen:
        got = marks(course, student.id)
        for exercise, points in got.items():
            expected = student.marks[exercise] or 0.0
            assert points in (None, 0.0, expected), f"{student.id}: {exercise}"
    assert sum(p or 0 for p in marks(course, "ada").values()) > 0, "ada's work is seen"
