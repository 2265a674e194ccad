"""The record that `check` keeps, and the table that `progress()` makes of it."""

from __future__ import annotations

import json
import multiprocessing
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from course import check, progress, record
from course.progress import State
from course.topics import TOPICS, present_topics
from course.verdict import CheckResult, Verdict

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = [exercise.id for topic in TOPICS for exercise in topic.exercises]


def results(*verdicts: Verdict) -> tuple[CheckResult, ...]:
    return tuple(
        CheckResult(
            id=f"test_{n}",
            title="It works",
            exercise="any",
            points=0,
            max_points=0,
            verdict=verdict,
        )
        for n, verdict in enumerate(verdicts)
    )


PASSED = results(Verdict.PASSED, Verdict.PASSED)
ENTRY = json.dumps(
    {"version": 1, "exercises": {"a": {"verdict": "passed", "tries": 1, "passed": 1, "checks": 1}}}
)
FAILED = results(Verdict.PASSED, Verdict.CRASHED)


@pytest.fixture
def course_folder(tmp_path, monkeypatch):
    """The students' folder: two notebooks are there, and we are in that of 03_pool."""
    for slug in ("01_process_attributes", "03_pool"):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / f"{slug}.ipynb").write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "03_pool")
    return tmp_path


def step(name):
    return next(step for step in progress().steps if step.exercise.id == name)


# The record


def test_a_check_is_kept_beside_the_notebooks(course_folder):
    """The record lies in the folder of all notebooks, says how it went, and counts the tries."""
    assert record.course_folder(Path.cwd()) == course_folder
    for outcome in (FAILED, PASSED):
        assert record.keep(course_folder, "word_count", outcome) is None
    stored = json.loads((course_folder / "course-progress.json").read_text(encoding="utf-8"))
    entry = {"verdict": "passed", "tries": 2, "passed": 2, "checks": 2}
    assert stored == {"version": 1, "exercises": {"word_count": entry}}


def test_what_the_grader_could_not_do_is_not_kept(course_folder):
    """A fault of ours leaves no trace in a learner's record."""
    assert record.keep(course_folder, "word_count", results(Verdict.GRADER_ERROR)) is None
    assert record.read(course_folder).entries == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 2, "exercises": {}}',
        '{"version": 1, "exercises": {"a": 5}}',
        ENTRY.replace("passed", "magic", 1),
        ENTRY.replace("1}", "true}"),
        ENTRY.replace("1}", "-1}"),
        "[" * 100_000,
        "\x00\xff",
    ],
)
def test_a_damaged_record_is_said_and_kept(course_folder, text):
    """Whatever the file holds: it is put aside, untouched, and a new record is begun."""
    path = course_folder / record.FILE
    for number in (1, 2):
        path.write_bytes(text.encode("latin-1"))
        assert record.FILE in progress().remark
        assert path.read_bytes() == text.encode("latin-1")  # looking changes nothing
        said = record.keep(course_folder, "word_count", PASSED)
        aside = course_folder / f"course-progress.damaged-{number}.json"
        assert aside.name in said
        assert aside.read_bytes() == text.encode("latin-1")
        assert list(record.read(course_folder).entries) == ["word_count"]


def keep_some(folder, names, go):
    go.wait()
    for name in names:
        record.keep(folder, name, PASSED)


def test_notebooks_that_check_at_once_lose_nothing(course_folder):
    """Two processes note fifteen exercises each at the same time, and all thirty are there."""
    context = multiprocessing.get_context("spawn")
    go = context.Event()
    writers = [
        context.Process(target=keep_some, args=(course_folder, EXERCISES[half::2], go))
        for half in (0, 1)
    ]
    for writer in writers:
        writer.start()
    go.set()
    for writer in writers:
        writer.join()
        writer.close()
    assert sorted(record.read(course_folder).entries) == sorted(EXERCISES)
    left = {path.name for path in course_folder.iterdir() if path.is_file()}
    assert left == {record.FILE, f".{record.FILE}.lock"}


def test_a_folder_that_cannot_be_written_costs_no_check(course_folder, monkeypatch):
    """Where nothing can be written the learner is told so, and nothing is raised."""

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full)
    said = record.keep(course_folder, "word_count", PASSED)
    assert "No space left on device" in said


def test_check_keeps_the_record(course_folder):
    """A real `check` is noted: the stub as not attempted, a wrong solution as tried."""
    module = Path("count_primes.py")
    module.write_text("def count_primes(limits, processes=2):\n    raise NotImplementedError\n")
    assert not check("count_primes")
    assert step("count_primes").state is State.UNTOUCHED
    module.write_text("def count_primes(limits, processes=2):\n    return 5\n")
    assert step("count_primes").state is State.WRITTEN
    assert not check("count_primes", methods=["spawn"])
    assert step("count_primes").state is State.TRIED


# The table


def test_progress_shows_every_notebook_and_exercise(course_folder):
    """Page and text name all notebooks and exercises, each with its state."""
    record.keep(course_folder, "describe", PASSED)
    record.keep(course_folder, "run_all", FAILED)
    shown = progress()
    text, page = repr(shown), BeautifulSoup(shown._repr_html_(), "html.parser")
    for words in (text, page.get_text(" ")):
        for topic in TOPICS:
            assert topic.title in words
        for name in EXERCISES:
            assert name in words
    items = {item.code.get_text(): item.get_text() for item in page.select("li")}
    assert "solved" in items["describe"]
    assert "1 of 2 checks pass" in items["run_all"]
    assert "not begun" in items["run_with_timeout"]
    assert "exit ticket" in items["robust_map"]
    assert max(map(len, text.splitlines())) <= 80


def test_the_next_step_is_the_first_that_is_open(course_folder):
    """Next comes the first exercise that is not done, where its notebook is here, with a link."""
    assert progress().next.exercise.id == "describe"  # 00_start_here is not in the folder
    record.keep(course_folder, "describe", PASSED)
    shown = progress()
    assert shown.next.exercise.id == "run_all"
    link = BeautifulSoup(shown._repr_html_(), "html.parser").select_one(".mp-next a")["href"]
    assert link == "../01_process_attributes/01_process_attributes.ipynb#cell-id=run_all_module"
    assert (Path.cwd() / link.split("#")[0]).exists()


def test_without_notebooks_there_is_a_next_step_all_the_same(tmp_path, monkeypatch):
    """Where no notebook is found, under another name perhaps, the next exercise has no link."""
    monkeypatch.chdir(tmp_path)
    shown = progress()
    assert shown.next.exercise.id == "first_module"
    assert "Next: first_module, in 00 Start here" in repr(shown)
    assert "href" not in shown._repr_html_()


def test_an_exit_ticket_is_done_when_it_is_written(course_folder):
    """Nobody can check an exit ticket before it is handed in, so its module's file tells."""
    Path("robust_map.py").write_text("def robust_map():\n    raise NotImplementedError\n")
    assert not step("robust_map").is_done
    Path("robust_map.py").write_text("def robust_map():\n    return []\n")
    assert step("robust_map").is_done
    assert "1 of" in progress().summary


def test_all_done(course_folder):
    """When all is solved and written, there is no next step, and the text says what remains."""
    for topic in TOPICS:
        (course_folder / topic.slug).mkdir(exist_ok=True)
        (course_folder / topic.slug / f"{topic.slug}.ipynb").write_text("{}")
        for exercise in topic.exercises:
            record.keep(course_folder, exercise.id, PASSED)
            module = course_folder / topic.slug / f"{exercise.id}.py"
            module.write_text("def anything():\n    return 1\n")
    shown = progress()
    assert shown.next is None
    assert "hand them in" in repr(shown)
    assert "hand them in" in shown._repr_html_()


def test_the_page_is_accessible_and_loads_nothing(course_folder):
    """Headers have a scope, the table a caption, signs are hidden from readers; no script."""
    page = BeautifulSoup(progress()._repr_html_(), "html.parser")
    assert page.caption is not None
    assert all(cell.get("scope") in ("row", "col") for cell in page.select("th"))
    assert all(sign.get("aria-hidden") == "true" for sign in page.select("li .mp-word"))
    assert page.select("script, img, link, iframe, [onclick]") == []
    assert not re.search(r"https?:|url\(", str(page))
    assert len({tag["id"] for tag in page.select("[id]")}) == len(page.select("[id]"))


@pytest.mark.parametrize("topic", present_topics(), ids=lambda topic: topic.slug)
def test_a_link_leads_to_a_cell(topic):
    """The part of a link behind the # names the cell in which the exercise is solved."""
    notebook = ROOT / "release" / topic.slug / f"{topic.slug}.ipynb"
    cells = {cell["id"] for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]}
    assert {each.solution_cell for each in topic.exercises} - cells == set()
