"""The sample class gets, through the real nbgrader, the marks written beside it."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import demo, demo_words
from autograder.gradebook import Mark, StudentMarks
from autograder.nbgrader_course import ROOT, Course
from autograder.sample_class import SampleError, Student, solutions, students, submission
from course.topics import topic

SLUG = demo.SLUG
EVERYONE = students(SLUG)
POINTS = {exercise.id: exercise.points for exercise in topic(SLUG).exercises}


def notebook(step: str) -> dict[str, object]:
    path = ROOT / step / SLUG / f"{SLUG}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def student(name: str) -> Student:
    return next(each for each in EVERYONE if each.id == name)


# ------------------------------------------------------------------------------ the class itself


def test_the_class_is_as_odd_as_life() -> None:
    """At least ten students; every exercise of each has an expected mark and, if lost, a word."""
    assert len(EVERYONE) >= 10
    for each in EVERYONE:
        assert list(each.marks) == list(POINTS), each.id
        for exercise, mark in each.marks.items():
            assert mark is None or 0 <= mark <= POINTS[exercise], f"{each.id}: {exercise}"
            if mark != POINTS[exercise]:
                assert each.why.get(exercise), f"{each.id}: no word on {exercise}"


def test_somebody_gets_everything_and_somebody_nothing() -> None:
    """Full marks can be reached, and are not given away."""
    totals = [sum(mark or 0 for mark in each.marks.values()) for each in EVERYONE]
    assert max(totals) == sum(POINTS.values()) and min(totals) == 0


@pytest.mark.parametrize("each", EVERYONE, ids=lambda each: each.id)
def test_a_submission_is_the_release_with_their_answers(each: Student) -> None:
    """What is handed in is a notebook, except where the story says otherwise."""
    data = submission(each, notebook("release"), solutions(notebook("source")))
    if each.raw is not None:
        with pytest.raises(json.JSONDecodeError):
            json.loads(data)
        return
    text = data.decode()
    nbformat.reads(text, as_version=4)
    sources = "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    for answer in each.answers.values():
        assert answer in sources
    assert "BEGIN SOLUTION" not in sources and 'autograder")' not in sources


def test_an_answer_to_no_exercise_is_noticed(tmp_path: Path) -> None:
    """A mistyped key in a student's texts is an error that names the folder."""
    folder = tmp_path / SLUG / "nora"
    folder.mkdir(parents=True)
    (folder / "submission.toml").write_text('story = "x"\n[edits]\ndelte = ["word_count"]\n')
    (folder / "expected.toml").write_text("[marks]\nword_count = 1\n")
    with pytest.raises(SampleError, match="nora"):
        students(SLUG, tmp_path)


# ----------------------------------------------------------------------------------- the words


def test_a_mark_that_differs_is_told() -> None:
    """More, less and none are all surprises; equal is none."""
    ada = student("ada")
    right = tuple(Mark(name, mark, POINTS[name]) for name, mark in ada.marks.items())
    assert demo.surprises([ada], [StudentMarks("ada", right)]) == []
    wrong = (Mark(right[0].exercise, None, right[0].worth), *right[1:])
    (line,) = demo.surprises([ada], [StudentMarks("ada", wrong)])
    assert "ada" in line and "—" in line
    assert len(demo.surprises([ada], [])) == len(POINTS)


def test_what_a_student_wrote_does_not_reach_the_terminal_raw() -> None:
    """A text with escape sequences is printed without them, in at most 80 columns."""
    lines = demo_words.entry("lena", "word_count: crashed: \x1b[2J\x07" + "x " * 200).splitlines()
    assert all(line.isprintable() and len(line) <= 80 for line in lines)


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    """The demo writes only where nothing is, or where it has been before."""
    (tmp_path / "thesis.txt").write_text("years of work")
    assert demo.main(["--course-dir", str(tmp_path)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_unknown_student_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """And who there is."""
    assert demo.main(["--course-dir", str(tmp_path), "--students", "ada,nobody"]) == 2
    told = capsys.readouterr().err
    assert "nobody" in told and "emil" in told


# ----------------------------------------------------------------------------------- the whole


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, subprocess.CompletedProcess]:
    """The demo as `make demo` starts it."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    done = subprocess.run(
        [sys.executable, "-m", "autograder.demo", "--course-dir", str(folder)],
        cwd=folder.parent,
        env=os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    return Course(folder), done


@pytest.mark.slow
@pytest.mark.timeout(1600)
def test_each_student_gets_the_marks_written_beside_them(
    shown: tuple[Course, subprocess.CompletedProcess],
) -> None:
    """Exactly those, in nbgrader's gradebook and in grades.csv, and the demo says so."""
    course, done = shown
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {row.student: row for row in course.marks(SLUG)}
    got = {name: {mark.exercise: mark.points for mark in row.marks} for name, row in rows.items()}
    assert got == {each.id: dict(each.marks) for each in EVERYONE}
    table = csv.DictReader(io.StringIO((course.folder / "grades.csv").read_text("utf-8")))
    for line in table:
        for exercise, mark in student(line["student"]).marks.items():
            assert line[exercise] == ("" if mark is None else str(mark))


@pytest.mark.slow
@pytest.mark.timeout(1600)
def test_everybody_has_a_feedback_page_without_scripts(
    shown: tuple[Course, subprocess.CompletedProcess],
) -> None:
    """Also who handed in no notebook at all."""
    course, _ = shown
    for each in EVERYONE:
        page = course.notebook("feedback", each.id, SLUG, ".html").read_text(encoding="utf-8")
        assert "<script" not in page and "mp-feedback" in page, each.id


@pytest.mark.slow
@pytest.mark.timeout(1600)
def test_the_terminal_shows_a_class_and_explains_a_hang(
    shown: tuple[Course, subprocess.CompletedProcess],
) -> None:
    """At most 80 columns, no colours where nobody sees them, and who waits for whom."""
    _, done = shown
    assert all(len(line) <= 80 for line in done.stdout.splitlines())
    assert "\x1b" not in done.stdout
    told = " ".join(done.stdout.split())
    assert re.search(r"emil word_count: timed out: .*waits", told)
    assert "grades.csv" in told and "feedback" in told
