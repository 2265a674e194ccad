"""A class is graded in parallel, once, by nbgrader's own hand, and on from where it was stopped."""

from __future__ import annotations

import multiprocessing
from pathlib import Path
from typing import Any

import class_course
import pytest
from class_course import EXERCISE, SLUG, made_course, solution

from autograder import classroom, sandbox, store
from autograder.__main__ import main
from autograder.classroom import AlreadyRunning, CannotGrade, Journal, Progress, grade
from autograder.classroom.journal import TO_JUDGE, locked
from autograder.classroom.report import changes, none_earned
from autograder.classroom.work import OtherEngine, Work, judge_one, this_engine
from autograder.nbgrader_course import Course
from autograder.store import VerdictStore, key_of, needed_modules, record_of, result_from
from autograder.verdict import ExerciseResult
from course import misconceptions
from course.topics import topic
from course.verdict import CheckResult, Verdict

pytestmark = pytest.mark.timeout(900)


def notebook(verdict: str) -> bytes:
    """The released notebook with a program of the bank."""
    return class_course.notebook({EXERCISE: solution(verdict)}, others_are_blank=False)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, classroom.ClassReport]:
    """Four students, two of whom handed in the same, graded once."""
    course = made_course(tmp_path_factory.mktemp("class"))
    right = notebook("accepted")
    course.hand_in(SLUG, "ann", right)
    course.hand_in(SLUG, "ben", right)
    course.hand_in(SLUG, "cleo", notebook("crashed"))
    course.hand_in(SLUG, "dan", b"no notebook at all")
    seen: list[Progress] = []
    report = grade(course.folder, jobs=2, tell=seen.append)
    assert (seen[-1].judged, seen[-1].written) == (3, 4)
    return course, report


def marks(course: Course) -> dict[str, float | None]:
    rows = course.marks(SLUG)
    return {row.student: {m.exercise: m.points for m in row.marks}["count_primes"] for row in rows}


@pytest.mark.slow
def test_marks_reach_the_gradebook(graded: tuple[Course, classroom.ClassReport]) -> None:
    """Each has what they earned, an unreadable file nothing, and the report says the same."""
    course, report = graded
    assert report.failures == ()
    assert marks(course)["ann"] == marks(course)["ben"] == 2
    assert marks(course)["cleo"] in (0, 0.5, 1, 1.5)
    assert marks(course)["dan"] == 0
    assert {one.student for one in report.graded} == {"ann", "ben", "cleo", "dan"}
    assert sum(report.misconceptions.values()) == 1


@pytest.mark.slow
def test_the_same_code_is_judged_once(graded: tuple[Course, classroom.ClassReport]) -> None:
    """Two students with the same module cost one judging; blank stubs and damaged files none.

    The third is the released `word_count`: its worker is given, so it is no blank, and tried once.
    """
    _, report = graded
    assert report.judged == 3
    assert report.written == 4


@pytest.mark.slow
def test_a_second_run_does_nothing_and_says_so(
    graded: tuple[Course, classroom.ClassReport], capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither judged nor written."""
    course, _ = graded
    again = grade(course.folder)
    assert (again.judged, again.written, again.unchanged) == (0, 0, 4)
    assert main(["grade", "--course-dir", str(course.folder)]) == 0
    assert "Nothing to do" in capsys.readouterr().out


@pytest.mark.slow
def test_a_corrected_submission_is_noticed(
    graded: tuple[Course, classroom.ClassReport],
) -> None:
    """Only the changed one is written again, and the change is told with its reason."""
    course, _ = graded
    path = course.notebook("submitted", "ben", SLUG)
    before = path.read_bytes()
    path.write_bytes(notebook("crashed"))
    report = grade(course.folder)
    path.write_bytes(before)
    assert (report.judged, report.written, report.unchanged) == (0, 1, 3)
    (change,) = report.changes
    assert (change.student, change.exercise, change.old) == ("ben", "count_primes", 2)
    assert change.why
    grade(course.folder)
    assert marks(course)["ben"] == 2


def _hold(folder: str, ready: Any, done: Any) -> None:
    with locked(Path(folder)):
        ready.set()
        done.wait(60)


def test_a_second_run_beside_the_first_says_so_and_stops(tmp_path: Path) -> None:
    """The lock goes with its process."""
    (tmp_path / "submitted" / "ann" / SLUG).mkdir(parents=True)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path), ready, done))
    other.start()
    try:
        assert ready.wait(60)
        with pytest.raises(AlreadyRunning, match="another run"):
            grade(tmp_path)
    finally:
        done.set()
        other.join()


def test_nothing_to_grade_is_told(tmp_path: Path) -> None:
    """No course, an unknown assignment, no such student."""
    with pytest.raises(CannotGrade, match="nbgrader collect"):
        grade(tmp_path)
    (tmp_path / "submitted" / "ann" / SLUG).mkdir(parents=True)
    with pytest.raises(CannotGrade, match="no topic is called 99"):
        grade(tmp_path, assignments=["99"])
    with pytest.raises(CannotGrade, match="nothing in"):
        grade(tmp_path, student="ben")


def test_what_lies_in_the_wrong_place_is_told_with_the_next_step(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is passed over in silence, and nothing is called a fault of the grader."""
    submitted = tmp_path / "submitted"
    for name in ("amy/03_pol/03_pool.ipynb", "bo/03_pool/mine.ipynb", "cy/03_pool/03_pool.zip"):
        (submitted / name).parent.mkdir(parents=True)
        (submitted / name).touch()
    (submitted / "di" / SLUG).mkdir(parents=True)
    (submitted / "di" / SLUG / "timestamp.txt").touch()
    (submitted / "ed" / "midterm").mkdir(parents=True)
    (submitted / "flo").mkdir()
    (submitted / "flo" / f"{SLUG}.ipynb").touch()
    (submitted / "gil").mkdir()
    (submitted / "hal " / SLUG).mkdir(parents=True)
    (submitted / "hal " / SLUG / f"{SLUG}.ipynb").touch()
    (submitted / "jo*").mkdir()
    (submitted / "ian" / SLUG).mkdir(parents=True)
    (submitted / "ian" / SLUG / f"{SLUG}.ipynb").symlink_to("nowhere")
    (submitted / ".ipynb_checkpoints").mkdir()
    assert main(["grade", f"--course-dir={tmp_path}"]) == 2
    said = " ".join(capsys.readouterr().out.split())
    assert "amy/03_pol: no assignment is called so. Rename the folder to 03_pool." in said
    assert "bo/03_pool: rename mine.ipynb to 03_pool.ipynb." in said
    assert "cy/03_pool: there is no 03_pool.ipynb. Unpack 03_pool.zip" in said
    assert "di/03_pool: there is no 03_pool.ipynb. Ask for it" in said
    assert "midterm" not in said, "that is an assignment of somebody else's"
    assert "flo/03_pool.ipynb: move it to flo/03_pool/03_pool.ipynb." in said
    assert "gil: the folder is empty. Ask for the notebook." in said
    assert "'hal ': nbgrader drops blanks before and behind a student's name." in said
    assert "'jo*': nbgrader takes * in a student's name for a pattern. Rename the folder." in said
    assert "ian/03_pool: 03_pool.ipynb is no file. Put the notebook itself there." in said
    assert "checkpoints" not in said
    assert "fault" not in said


@pytest.mark.slow
def test_what_gets_no_marks_or_came_twice_is_told(
    graded: tuple[Course, classroom.ClassReport], capsys: pytest.CaptureFixture[str]
) -> None:
    """Who has to be asked for the file again, and whose second file nobody has looked at."""
    course, _ = graded
    second = course.folder / "submitted" / "ann" / SLUG / f"{SLUG} (1).ipynb"
    second.touch()
    assert main(["grade", f"--course-dir={course.folder}"]) == 0
    second.unlink()
    said = " ".join(capsys.readouterr().out.split())
    assert "dan/03_pool: 03_pool.ipynb: The file is not a notebook" in said
    assert "ann/03_pool: 03_pool.ipynb was graded, and not 03_pool (1).ipynb beside it." in said


@pytest.mark.slow
def test_an_assignment_that_was_not_generated_is_told(tmp_path: Path) -> None:
    """The commonest slip of a first grading: the failure names nbgrader's command."""
    course = Course(tmp_path)
    course.add_topic(SLUG)
    course.hand_in(SLUG, "ann", notebook("accepted"))
    (failure,) = grade(course.folder, jobs=2).failures
    assert "type `nbgrader generate_assignment 03_pool`" in failure


def test_a_torn_journal_line_is_left_out(tmp_path: Path) -> None:
    """A run that was killed while it wrote loses that line and no other."""
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.note(_entry("a"))
    with path.open("ab") as file:
        file.write(b'{"name": "b/1", "finge\xff')
    again = Journal(path)
    assert set(again.entries) == {"a/1"}
    again.note(_entry("c"))
    with path.open("ab") as file:
        file.write(b'{"name": "d/1", "fingerprint": "x"}\n')
    assert set(Journal(path).entries) == {"a/1", "c/1"}


def test_what_is_to_be_judged_anew_is_open_until_it_is_written(tmp_path: Path) -> None:
    """Its marks stay known, so that the next run tells what has changed."""
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    journal.note(_entry("a"))
    journal.open_again(["a/1", "b/1"])
    for one in (journal, Journal(path)):
        assert one.entries == {"a/1": _entry("a") | {"fingerprint": TO_JUDGE}}


def _entry(student: str) -> dict[str, Any]:
    return {
        "name": f"{student}/1",
        "student": student,
        "assignment": "1",
        "fingerprint": "x",
        "unreadable": "",
        "exercises": {"e": {"points": 1.0}},
    }


def test_a_file_that_is_damaged_later_changes_marks() -> None:
    """From what was earned to nothing, and back, exercise by exercise."""
    (exercise, *_) = (each.id for each in topic(SLUG).exercises)
    read = {"student": "ann", "exercises": {exercise: {"points": 2.0, "why": "", "verdict": "x"}}}
    damaged = {"student": "ann", "exercises": none_earned(SLUG, "no JSON")}
    (worse,) = changes({"ann/1": read}, {"ann/1": damaged})
    assert (worse.old, worse.new, worse.why) == (2.0, 0.0, "no JSON")
    (better,) = changes({"ann/1": damaged}, {"ann/1": read})
    assert (better.old, better.new) == (0.0, 2.0)


def test_what_was_judged_in_another_sandbox_is_not_kept() -> None:
    """Verdicts of one level may not stand under the name of the other."""
    work = Work(SLUG, EXERCISE, {EXERCISE: "x = 1\n"}, "limits", this_engine())
    if sandbox.bubblewrap_problem() is None:
        with pytest.raises(OtherEngine, match="judges in the sandbox bubblewrap"):
            judge_one(work)


def _result(verdict: Verdict) -> ExerciseResult:
    return ExerciseResult("e", 2, (CheckResult("c", "t", "e", 2, 2, verdict, picture="<svg/>"),))


def test_verdicts_are_kept_whole_but_never_our_faults(tmp_path: Path) -> None:
    """What was kept comes back equal; a damaged file is as good as none."""
    store = VerdictStore(tmp_path)
    store.keep("ab1", _result(Verdict.PASSED))
    assert store.find("ab1") == _result(Verdict.PASSED)
    store.keep("ab2", _result(Verdict.GRADER_ERROR))
    assert store.find("ab2") is None
    next(tmp_path.rglob("ab1.json")).write_text("{")
    assert store.find("ab1") is None
    assert result_from(record_of(_result(Verdict.LEAKED))) == _result(Verdict.LEAKED)


def test_a_key_depends_on_what_the_verdict_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module and those it imports, the level, the methods; nothing else of the notebook."""
    pool = topic(SLUG)
    modules = {"word_count": "import helper\n", "helper": "x = 1\n", "other": "y = 1\n"}
    key = key_of(pool, "word_count", modules, "bubblewrap")
    assert key == key_of(pool, "word_count", modules | {"other": "y = 2\n"}, "bubblewrap")
    assert key != key_of(pool, "word_count", modules | {"helper": "x = 2\n"}, "bubblewrap")
    assert key != key_of(pool, "word_count", modules, "limits")
    assert key != key_of(pool, "word_count", modules, "bubblewrap", ["fork"])
    assert key != key_of(pool, "count_primes", modules, "bubblewrap")
    load = misconceptions.load
    monkeypatch.setattr(store, "_misconceptions", store._misconceptions.__wrapped__)
    monkeypatch.setattr(misconceptions, "load", lambda slug: load(slug) if slug == SLUG else {})
    assert key != key_of(pool, "word_count", modules, "bubblewrap"), "others' may be named, too"
    assert needed_modules("word_count", modules) == {"word_count", "helper"}
    for hidden in ("exec('')", "from importlib import import_module as get", "import runpy"):
        assert needed_modules("word_count", modules | {"word_count": hidden}) == set(modules)
