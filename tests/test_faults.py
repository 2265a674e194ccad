"""Faults of the machine: no mark is lost or invented, and the next run mends."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from class_course import hand_in, made_course, notebook, solution
from nbgrader.api import Gradebook
from small_course import SLUG, check, generate

from autograder import sandbox
from autograder.__main__ import main
from autograder.classroom import FOLDER, grade
from autograder.classroom.journal import TO_JUDGE
from autograder.classroom.plan import find_submissions, plan
from autograder.judge import judge_modules
from autograder.nbgrader_course import ROOT, Course
from autograder.sample_class import solved
from autograder.store import VerdictStore, key_of, record_of
from autograder.submission import read_submission
from autograder.verdict import ExerciseResult
from course.topics import topic
from course.verdict import Verdict

EXERCISE = "count_primes"
EXPECTED = {"ann": 2.0, "ben": 2.0}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.LegacyAPIWarning"),
]

EXERCISE = "count_primes"


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two students whose verdicts are known already, so that a run only has to write them."""
    course = generate(tmp_path_factory.mktemp("faults"))
    module = f"def {EXERCISE}(limits, processes=2):\n    ..."
    notebook = solved(course.source_notebook("release", SLUG), {EXERCISE: module})
    for student in EXPECTED:
        path = course.hand_in(SLUG, student, json.dumps(notebook).encode())
    modules = {m.name: m.text for m in read_submission(path).modules.values()}
    key = key_of(topic(SLUG), EXERCISE, modules, "bubblewrap")
    result = ExerciseResult(EXERCISE, 2, (check(EXERCISE, Verdict.PASSED, 2.0),))
    VerdictStore(course.folder / FOLDER / "verdicts").keep(key, result)
    return course


@pytest.fixture
def course(handed_in: Course, tmp_path: Path) -> Course:
    """A copy for one test."""
    shutil.copytree(handed_in.folder, tmp_path / "course")
    return Course(tmp_path / "course")


def marks(course: Course) -> dict[str, float | None]:
    rows = course.marks(SLUG)
    return {row.student: {m.exercise: m.points for m in row.marks}[EXERCISE] for row in rows}


def test_a_locked_gradebook_is_told_and_the_next_run_writes(course: Course) -> None:
    """Somebody else holds it: every student is named, nothing is noted as written."""
    holder = sqlite3.connect(course.folder / "gradebook.db")
    holder.execute("BEGIN EXCLUSIVE")
    report = grade(course.folder)
    holder.close()
    assert len(report.failures) == 2 and "locked" in " ".join(report.failures)
    assert report.graded == ()
    assert grade(course.folder).failures == ()
    assert marks(course) == EXPECTED
    assert grade(course.folder).unchanged == 2


def test_a_missing_gradebook_is_told_and_the_next_run_writes(course: Course) -> None:
    """Without it nothing is known of the release; with it, all is as it should be."""
    database = course.folder / "gradebook.db"
    away = database.rename(course.folder / "away")
    report = grade(course.folder)
    assert len(report.failures) == 2 and report.graded == ()
    away.replace(database)
    assert grade(course.folder).failures == ()
    assert marks(course) == EXPECTED


def test_an_older_gradebook_is_brought_up_to_date(course: Course) -> None:
    """Somebody restores a copy, or removes a student: what is missing is written again."""
    database = course.folder / "gradebook.db"
    older = shutil.copy(database, course.folder / "older")
    grade(course.folder)
    shutil.copy(older, database)
    report = grade(course.folder)
    assert (report.judged, report.written, report.failures) == (0, 2, ())
    assert marks(course) == EXPECTED
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_grade(EXERCISE, SLUG, SLUG, "ann").auto_score = 0.5
        gradebook.find_grade(EXERCISE, SLUG, SLUG, "ben").manual_score = 1.0
        gradebook.db.commit()
    assert grade(course.folder).written == 1
    assert marks(course) == EXPECTED | {"ben": 1.0}
    assert grade(course.folder).unchanged == 2


def test_a_forced_run_that_was_killed_is_finished_by_the_next(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the judging and the writing, with a mark that changes."""
    grade(course.folder)

    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("autograder.classroom.run.Run.execute", killed)
        with pytest.raises(KeyboardInterrupt):
            grade(course.folder, force=True)
    assert grade(course.folder).written == 2
    assert grade(course.folder).unchanged == 2


def test_a_fault_of_ours_is_listed_and_tried_again(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exercise, what broke, and status 2: as the pages for instructors promise."""
    (kept,) = (course.folder / FOLDER / "verdicts").rglob("*.json")
    known = kept.read_bytes()
    broken = replace(check(EXERCISE, Verdict.GRADER_ERROR, 0.0), error="first\nKeyError: 'x'\n")
    kept.write_text(json.dumps(record_of(ExerciseResult(EXERCISE, 2, (broken,)))))
    assert main(["grade", "--course-dir", str(course.folder)]) == 2
    said = " ".join(capsys.readouterr().out.split())
    for student in EXPECTED:
        assert f"{student}/{SLUG}: {EXERCISE}: the grader failed: KeyError: 'x'" in said
    assert marks(course) == dict.fromkeys(EXPECTED)
    kept.write_bytes(known)
    assert main(["grade", "--course-dir", str(course.folder)]) == 0
    assert marks(course) == EXPECTED


def test_a_file_that_cannot_be_read_now_is_no_zero(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what is wrong with the file itself costs its student the marks."""

    def fails(path: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))

    with monkeypatch.context() as patch:
        patch.setattr("autograder.reading._bytes", fails)
        due = [
            plan(one, VerdictStore(course.folder / "none"), "bubblewrap", force=False)
            for one in find_submissions(course.folder)
        ]
    assert [(job.unreadable, job.fingerprint) for job in due] == [("", TO_JUDGE)] * 2


@pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("unshare") is None, reason="only root may mount a small disk"
)
def test_a_full_disk_is_told_and_the_next_run_writes(handed_in: Course, tmp_path: Path) -> None:
    """The course lies on a disk that has room for nothing more; then it gets some."""
    place = tmp_path / "disk"
    place.mkdir()
    used = sum(p.stat().st_size + 4096 for p in handed_in.folder.rglob("*"))
    run = f"'{sys.executable}' -m autograder grade --json --course-dir '{place}'"
    script = f"""
    mount -t tmpfs -o size={used + 20_000} tmpfs '{place}' || exit 77
    cp -a '{handed_in.folder}/.' '{place}'
    dd if=/dev/zero of='{place}/filler' bs=4096 2>/dev/null
    {run} > '{tmp_path}/full' 2>&1; echo "full: $?"
    rm '{place}/filler'
    mount -o remount,size=200m '{place}'
    {run} > '{tmp_path}/mended' 2>&1; echo "mended: $?"
    cp '{place}/gradebook.db' '{tmp_path}/gradebook.db'
    """
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode == 77:
        pytest.skip("no file system may be mounted here")
    told: Any = (tmp_path / "full").read_text() + (tmp_path / "mended").read_text()
    assert "full: 2" in done.stdout and "mended: 0" in done.stdout, told
    assert "disk" in (tmp_path / "full").read_text() or "space" in (tmp_path / "full").read_text()
    assert marks(Course(tmp_path)) == EXPECTED


def test_a_clock_that_jumps_changes_no_mark(tmp_path: Path) -> None:
    """Deadlines, gates and waits go by a clock that nobody sets; the wall's may be anywhere."""
    (tmp_path / "sitecustomize.py").write_text(
        "import random, time\n"
        "now = time.time\n"
        "time.time = lambda: now() + random.choice((-4e7, 0, 3600, 4e7))\n"
    )
    course = made_course(tmp_path / "course")
    modules = {"ann": solution("accepted"), "ben": solution("timed_out"), "eve": "x = 1\n"}
    for student, module in modules.items():
        hand_in(course, student, notebook({EXERCISE: module}))
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "grade", "--json", f"--course-dir={course.folder}"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert marks(course) == {"ann": 2.0, "ben": 0.0, "eve": 0.0}
    assert grade(course.folder).unchanged == 3


def test_points_that_do_not_add_up_are_told() -> None:
    """Who changes the points of an exercise and forgets its checks gets no wrong marks."""
    pool = topic(SLUG)
    more = tuple(replace(each, points=each.points + 1) for each in pool.exercises)
    (result,) = judge_modules(
        replace(pool, exercises=more),
        {EXERCISE: "def count_primes(limits, processes):\n    return 1\n"},
        launcher=sandbox.launcher(),
        exercises=[EXERCISE],
        methods=["fork"],
    )
    assert result.verdict is Verdict.GRADER_ERROR
    assert "are worth 2 points, the exercise 3" in str(result.checks[-1].error)
