"""`autograder grade` leaves what `nbgrader autograde` would have left: on SQLite, on PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from class_course import EXERCISE, SLUG, copy_verdicts, hand_in, made_course, notebook, solution
from nbgrader.api import Gradebook

from autograder.classroom import grade
from autograder.gradebook import class_marks
from autograder.nbgrader_course import Course
from tools.ports import free_port

pytestmark = [pytest.mark.timeout(900), pytest.mark.slow]

LATE = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
DUE = "2030-01-01 12:00:00"
EARLY, TOO_LATE = "2029-12-31 12:00:00 UTC", "2030-01-02 12:00:00 UTC"


def fill(course: Course) -> None:
    """Right, wrong, right but late, and no notebook at all."""
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(SLUG, duedate=DUE)
    hand_in(course, "ann", notebook({EXERCISE: solution("accepted")}), EARLY)
    hand_in(course, "cleo", notebook({EXERCISE: solution("wrong_answer")}), EARLY)
    hand_in(course, "dan", b"no notebook at all", EARLY)
    hand_in(course, "eve", notebook({EXERCISE: solution("accepted")}), TOO_LATE)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that `autograder grade` has graded."""
    course = made_course(tmp_path_factory.mktemp("class") / "ours", LATE)
    fill(course)
    assert grade(course.folder, jobs=2).failures == ()
    return course


@pytest.fixture(scope="module")
def theirs(ours: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The same class graded by `nbgrader autograde`. The verdicts are the same ones, because two
    judgings of a wrong answer draw different numbers."""
    folder = tmp_path_factory.mktemp("class") / "theirs"
    store = folder / ".autograder" / "verdicts"
    course = made_course(folder, f"{LATE}c.Judge.verdicts = {str(store)!r}\n")
    fill(course)
    copy_verdicts(ours, course)
    course.run("autograde", SLUG)
    return course


def tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the gradebook, without the random ids that nbgrader gives."""
    engine = sqlalchemy.create_engine(url)
    found = {}
    try:
        metadata = sqlalchemy.MetaData()
        metadata.reflect(engine)
        with engine.connect() as connection:
            for name, table in metadata.tables.items():
                rows = connection.execute(sqlalchemy.select(table)).all()
                found[name] = sorted(
                    (tuple("id" if is_id(value) else value for value in row) for row in rows),
                    key=repr,
                )
    finally:
        engine.dispose()
    return found


def is_id(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"[0-9a-f]{32}", value))


def autograded(course: Course) -> dict[str, str]:
    folder = course.folder / "autograded"
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def exported(course: Course, plugin: str) -> list[str]:
    """The lines of the table, whose order is that in which students were first graded."""
    path = course.folder / "export.csv"
    command = [sys.executable, "-m", "nbgrader", "export", f"--exporter={plugin}", f"--to={path}"]
    done = subprocess.run(
        [*command, f"--db={course.db_url}"], cwd=course.folder, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return sorted(path.read_text(encoding="utf-8").splitlines())


def test_the_two_databases_are_equal(ours: Course, theirs: Course) -> None:
    """Every row of every table: students, submissions, grades, comments, late penalties."""
    assert tables(ours.db_url) == tables(theirs.db_url)
    late = {row.student: row.late_penalty for row in ours.marks(SLUG)}
    assert late["ann"] == 0
    assert late["eve"] == 2


def test_the_autograded_notebooks_are_equal(ours: Course, theirs: Course) -> None:
    """Byte for byte, with the files beside them."""
    found = autograded(ours)
    assert {name.split("/")[0] for name in found} == {"ann", "cleo", "dan", "eve"}
    assert found == autograded(theirs)


def test_the_exports_are_equal(ours: Course, theirs: Course) -> None:
    """nbgrader's own table and ours."""
    for plugin in ("nbgrader.plugins.CsvExportPlugin", "autograder.gradebook.CsvExport"):
        table = exported(ours, plugin)
        assert any("eve" in line for line in table)
        assert table == exported(theirs, plugin)


def test_the_export_sums_up_to_nbgraders_scores(ours: Course) -> None:
    """With late penalties, and with a student who handed in nothing."""
    with Gradebook(ours.db_url) as gradebook:
        gradebook.add_student("zoe")
    sums: dict[str, float] = {}
    for line in exported(ours, "autograder.gradebook.CsvExport"):
        assignment, student, _, points, _, _ = line.split(",")
        if assignment == SLUG:
            sums[student] = sums.get(student, 0.0) + float(points or 0.0)
    scores = {}
    (header,) = (
        line.split(",")
        for line in exported(ours, "nbgrader.plugins.CsvExportPlugin")
        if line.startswith("assignment,")
    )
    for line in exported(ours, "nbgrader.plugins.CsvExportPlugin"):
        row = dict(zip(header, line.split(","), strict=True))
        if row["assignment"] == SLUG:
            scores[row["student_id"]] = float(row["score"])
    with Gradebook(ours.db_url) as gradebook:
        gradebook.remove_student("zoe")
    assert sums == scores
    assert scores["zoe"] == 0 and {"ann", "cleo", "dan", "eve"} < set(scores)


def test_manual_marks_are_kept_alike(ours: Course, theirs: Course) -> None:
    """What a person gave stays when a submission is graded again, whoever grades it."""
    for course in (ours, theirs):
        with Gradebook(course.db_url) as gradebook:
            found = gradebook.find_grade(EXERCISE, SLUG, SLUG, "cleo")
            found.manual_score, found.extra_credit = 1.5, 0.25
            gradebook.db.commit()
    path = ours.notebook("submitted", "cleo", SLUG)
    os.utime(path)
    shutil.rmtree(ours.folder / "autograded" / "cleo")
    assert grade(ours.folder).written == 1
    theirs.run("autograde", SLUG, "--student=cleo", "--force")
    assert tables(ours.db_url) == tables(theirs.db_url)
    marks = {row.student: row.marks for row in ours.marks(SLUG)}
    assert {mark.exercise: mark.points for mark in marks["cleo"]}[EXERCISE] == 1.75


# ---------------------------------------------------------------------------------- PostgreSQL


def programs() -> Path | None:
    """The folder of Debian's or anybody's PostgreSQL server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    path = found[-1] if found else shutil.which("initdb")
    return Path(path).resolve().parent if path else None


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of an empty database on a server of its own, on loopback, that ends with the test."""
    found = programs()
    if found is None:
        assert not os.environ.get("CI"), "CI must have PostgreSQL: tools/system_packages.sh"
        pytest.skip("PostgreSQL is not installed: tools/system_packages.sh postgresql")
    pytest.importorskip("psycopg2")
    folder = Path("/tmp", f"pg-{os.getpid()}")  # short, since a socket's path may have 107 bytes
    folder.mkdir(mode=0o700)
    user: dict[str, Any] = {}
    if os.geteuid() == 0:  # the server refuses root
        shutil.chown(folder, "nobody")
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    data = folder / "data"
    subprocess.run(
        [found / "initdb", "-D", data, "-U", "course", "--auth=trust", "--no-sync", "-E", "UTF8"],
        check=True,
        capture_output=True,
        cwd=folder,
        **user,
    )
    port = free_port()
    server = subprocess.Popen(
        [found / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", folder, "-F"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        **user,
    )
    url = f"postgresql+psycopg2://course@127.0.0.1:{port}/postgres"
    try:
        wait_for(url, server)
        yield url
    finally:
        server.send_signal(2)  # SIGINT: end now, whoever is connected
        _, words = server.communicate(timeout=60)
        shutil.rmtree(folder)
    assert server.returncode == 0, words


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 120
    engine = sqlalchemy.create_engine(url)
    while True:
        try:
            engine.connect().close()
            engine.dispose()
            return
        except sqlalchemy.exc.OperationalError:
            assert server.poll() is None and time.monotonic() < end
            time.sleep(0.1)


class OnPostgres(Course):
    """A course whose gradebook lies elsewhere."""

    @property
    def db_url(self) -> str:
        return (self.folder / "db_url").read_text(encoding="utf-8")


def test_postgresql_can_be_the_gradebook(ours: Course, database: str, tmp_path: Path) -> None:
    """The same marks and the same rows as on SQLite; a second run finds nothing to do."""
    (tmp_path / "db_url").write_text(database, encoding="utf-8")
    settings = f"{LATE}c.CourseDirectory.db_url = {database!r}\n"
    course = made_course(tmp_path, settings, kind=OnPostgres)
    fill(course)
    copy_verdicts(ours, course)
    report = grade(course.folder)
    assert (report.judged, report.written, report.failures) == (0, 4, ())
    assert not (tmp_path / "gradebook.db").exists()
    totals = {row.student: row.total for row in class_marks(database, SLUG)}
    assert totals == {"ann": 2, "cleo": totals["cleo"], "dan": 0, "eve": 0}
    assert totals["cleo"] < 2
    assert grade(course.folder).unchanged == 4
