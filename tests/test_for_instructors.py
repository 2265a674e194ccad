"""What docs/for-instructors.md says, done word by word where no browser is needed."""

from __future__ import annotations

import datetime
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from small_course import IDS, SLUG, autograde, generate, report

from autograder import preprocessor
from autograder.__main__ import _parser
from autograder.nbgrader_course import ROOT, Course, NbgraderFailed

PAGE = (ROOT / "docs" / "for-instructors.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.M | re.S)
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
LINES = [line for kind, text in BLOCKS if not kind for line in text.splitlines()]
VERBS = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A small course, and the commands of this environment first."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return generate(tmp_path / "course")


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")
def test_the_late_penalty_of_the_page_works(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """30 hours late is two days that have begun: two tenths of the marks are gone."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    zero, plugin, setting = PYTHON
    assert "penalty_method" in zero
    (course.folder / "late.py").write_text(plugin, encoding="utf-8")
    with (course.folder / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"\n{setting}")
    due = datetime.datetime(2026, 12, 1, 23, 59, tzinfo=datetime.UTC)
    course.run("db", "assignment", "add", SLUG, f"--duedate={due:%Y-%m-%d %H:%M:%S UTC}")
    notebook: dict[str, Any] = course.source_notebook("release", SLUG)
    path = course.hand_in(SLUG, "lena", json.dumps(notebook).encode())
    handed_in = due + datetime.timedelta(hours=30)
    (path.parent / "timestamp.txt").write_text(f"{handed_in:%Y-%m-%d %H:%M:%S UTC}")
    points = dict.fromkeys(IDS, 2.0)
    monkeypatch.setattr(preprocessor, "judge_notebook", lambda path, **_: report(**points))
    autograde(course)
    (row,) = course.marks(SLUG)
    assert row.late_penalty == pytest.approx(sum(points.values()) * 0.2)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")
def test_generating_an_assignment_anew_keeps_marks_and_submissions(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the page says for an upgrade; other cells than those handed in are refused."""
    notebook = course.source_notebook("release", SLUG)
    handed_in = course.hand_in(SLUG, "lena", json.dumps(notebook).encode())
    monkeypatch.setattr(preprocessor, "judge_notebook", lambda path, **_: report(**{IDS[0]: 2.0}))
    autograde(course)
    before = course.marks(SLUG)
    course.run("generate_assignment", SLUG, "--force")
    assert course.marks(SLUG) == before and before[0].total == 2
    assert json.loads(handed_in.read_text()) == notebook
    source = course.notebook("source", ".", SLUG)
    changed = json.loads(source.read_text())
    del changed["cells"][1:3]
    source.write_text(json.dumps(changed))
    with pytest.raises(NbgraderFailed, match="Cannot add or remove cells"):
        course.run("generate_assignment", SLUG, "--force")
    assert course.marks(SLUG) == before
    assert not course.notebook("release", ".", SLUG).exists()


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning")
def test_feedback_is_released_around_a_file_that_was_put_there_by_hand(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """nbgrader stops there as the page says; the page's option leaves those students out."""
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    exchange.chmod(0o777)
    notebook = json.dumps(course.source_notebook("release", SLUG)).encode()
    for student in ("lena", "omar", "rosa"):
        course.hand_in(SLUG, student, notebook)
    collected = course.notebook("submitted", "rosa", SLUG).parent
    (collected / "timestamp.txt").write_text("2026-12-01 12:00:00 UTC", encoding="utf-8")
    (collected / "submission_secret.txt").write_text("s3cret", encoding="utf-8")
    monkeypatch.setattr(preprocessor, "judge_notebook", lambda path, **_: report())
    autograde(course)
    course.run("generate_feedback", SLUG, "--force")
    release = ["release_feedback", SLUG, f"--Exchange.root={exchange}"]
    with pytest.raises(NbgraderFailed, match=r"FileNotFoundError: .*timestamp\.txt"):
        course.run(*release)
    (line,) = re.findall(r"`nbgrader release_feedback 03_pool (--\S+)`", PAGE)
    course.run(*release, line)
    assert len(list(exchange.rglob("feedback/*.html"))) == 1


def test_every_command_of_the_page_exists() -> None:
    """`make` has the verbs, and `autograder` understands the arguments."""
    ours = [line.split("#")[0].strip() for line in LINES]
    for verb in [word for line in ours if line.startswith("make ") for word in line.split()[1:]]:
        assert verb in VERBS, verb
    commands = [line for line in ours if line.startswith("autograder ")]
    assert len(commands) >= 4
    for command in commands:
        words = command.replace("<slug>", SLUG).split()[1:]
        assert callable(_parser().parse_args(words).run), command
