"""The command line: exit statuses that mean something, errors that name the next step."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import class_course
import pytest

from autograder import doctor, sandbox
from autograder.__main__ import _parser, main
from autograder.checks import TOPICS_FOLDER
from autograder.terminal import Count, report_text
from autograder.verdict import ExerciseResult, NotebookReport
from course.topics import topic
from course.verdict import CheckResult, Verdict

BANK = TOPICS_FOLDER / "03_pool" / "bank" / "count_primes"


def a_file(verdict: str) -> Path:
    return min((BANK / verdict).glob("*.py"))


def test_a_right_module_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    """Full marks, told in JSON as docs/verdict-format.md says."""
    status = main(["check", str(a_file("accepted")), "--exercise", "count_primes", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert status == 0
    assert told["version"] == 1
    assert told["topic"] == "03_pool"
    assert told["sandbox"] == "bubblewrap"
    (exercise,) = told["exercises"]
    assert exercise["verdict"] == "passed"
    assert exercise["points"] == exercise["max_points"]
    assert {"id", "title", "verdict", "misconception", "observed", "expected", "method"} <= set(
        exercise["checks"][0]
    )


def test_a_wrong_module_ends_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    """The text says what was observed, in 80 columns."""
    status = main(["check", str(a_file("wrong_answer")), "--exercise", "count_primes"])
    out = capsys.readouterr().out
    assert status == 1
    assert "Observed:" in out
    assert max(map(len, out.splitlines())) <= 80


def test_no_text_of_a_students_steers_the_terminal() -> None:
    """Escape sequences and turned text of an exception's message are not passed on."""
    check = CheckResult(
        id="check",
        title="A check",
        exercise="count_primes",
        points=0,
        max_points=2,
        verdict=Verdict.CRASHED,
        observed="raised ValueError: \x1b[2J\x9b1A2 / 2 \u202edessap",
    )
    result = ExerciseResult("count_primes", 2, (check,))
    report = NotebookReport("x.ipynb", "03_pool", "none", (result,), ("Cell 1: \x1b[H",))
    assert not set("\x1b\x9b\u202e") & set(report_text(report))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "no_such_file.ipynb"], "no file no_such_file.ipynb"),
        (["check", "module.py"], "--exercise ID"),
        (["check", "module.py", "--exercise", "count_prime"], "count_primes"),
        (["check", "broken.ipynb"], "broken.ipynb"),
        (["check", "04_pipe.ipynb", "--exercise", "nope"], "no exercise 'nope'"),
        (["check", "04_pipe.ipynb", "--exercise", "word_count"], "word_count is of 03_pool"),
        (["bank", "--exercise", "nope"], "no exercise 'nope'"),
        (["bank", "04_pipe", "--exercise", "word_count"], "04_pipe has ask"),
        (["check", "03_pool.ipynb"], "03_pool.ipynb"),
        (["bank", "no_topic"], "no_topic"),
        (["grade", "--course-dir", "."], "nbgrader collect"),
    ],
)
def test_bad_input_ends_with_2_and_the_next_step(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever can't be judged is told in one sentence, without a traceback."""
    monkeypatch.chdir(tmp_path)
    Path("module.py").write_text("x = 1\n")
    Path("broken.ipynb").write_text("this is no notebook")
    Path("03_pool.ipynb").write_text("[]")
    Path("04_pipe.ipynb").write_text('{"cells": []}')
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert words in " ".join(error.split())
    assert "Traceback" not in error
    assert max(map(len, error.splitlines())) <= 80


@pytest.mark.parametrize(
    "arguments",
    [["grade", "--jobs", "0"], ["bank", "--repeat", "0"], ["bank", "--method", "threads"]],
)
def test_a_number_or_a_method_that_means_nothing_ends_with_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Said at once, instead of work that judges nothing."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert f"argument {arguments[1]}: " in capsys.readouterr().err


def test_progress_goes_to_a_file_line_by_line() -> None:
    """Outside a terminal each tenth of the work is one line; with --json none is."""
    told, silent = io.StringIO(), io.StringIO()
    for stream, quiet in ((told, False), (silent, True)):
        count = Count(200, "judged", stream, quiet=quiet)
        for done in range(1, 201):
            count(done)
    lines = told.getvalue().splitlines()
    assert len(lines) == 11 and "\r" not in told.getvalue()
    assert lines[-1] == "200/200 judged"
    assert all(line.endswith(" left") for line in lines[:-1])
    assert silent.getvalue() == ""


@pytest.mark.parametrize("command", ["check", "grade", "bank", "doctor"])
def test_help_teaches_by_examples_that_can_be_parsed(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each command shows examples in 80 columns, and the parser understands every one."""
    with pytest.raises(SystemExit):
        main([command, "--help"])
    told = capsys.readouterr().out
    examples = re.findall(r"^  autograder (.+?)(?:  +#.*)?$", told, re.M)
    assert len(examples) >= 2 and "Exit status" in told
    assert max(map(len, told.splitlines())) <= 80
    for example in examples:
        assert callable(_parser().parse_args(example.split()).run)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("autograder gr", "grade"),
        ("autograder grade 03", "03_pool"),
        ("autograder check x.py --exercise word", "word_count"),
    ],
)
def test_the_tab_key_completes_commands_topics_and_exercises(
    line: str, offered: str, tmp_path: Path
) -> None:
    """argcomplete's protocol, as the shell's function speaks it."""
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    command = [sys.executable, "-m", "autograder"]
    subprocess.run(command, env=os.environ | asked, check=True, timeout=60)
    assert offered in answer.read_text().split("\013")[0]


def test_the_lines_for_completion_are_what_the_shells_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """bash takes the first for `autograder`; the second writes what fish reads."""
    with pytest.raises(SystemExit):
        main(["--help"])
    bash, fish = re.findall(r"^  (.*register-python.*)$", capsys.readouterr().out, re.M)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    def told(line: str) -> str:
        shell = ["bash", "-e", "-c", line]
        environment = os.environ | {"PATH": path}
        done = subprocess.run(
            shell, env=environment, stdout=subprocess.PIPE, check=True, timeout=60
        )
        return done.stdout.decode()

    assert "_python_argcomplete autograder" in told(f"{bash}\ncomplete -p autograder")
    assert "complete --command autograder" in told(fish.removesuffix(" | source"))


def test_without_a_sandbox_nothing_is_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, and what to install."""
    monkeypatch.setattr(sandbox, "bubblewrap_problem", lambda: "there is no `bwrap`.")
    arguments = ["check", str(a_file("accepted")), "--exercise", "count_primes"]
    assert main(arguments) == 2
    assert "nstall" in capsys.readouterr().err


def test_the_doctor_tells_what_this_machine_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    """0 if students can be graded here; as JSON for programs."""
    status = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert told["can_grade"] == (status == 0)
    assert {"sandbox", "Python", "nbgrader"} <= {f["name"] for f in told["findings"]}


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("argument", ["doctor", "--help"])
def test_a_reader_who_has_seen_enough_is_no_error(argument: str, unbuffered: str) -> None:
    """As in `autograder doctor | head`: it ends without a word of its own or of Python's."""
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "autograder", argument],
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 2 or argument == "--help"


def test_the_doctor_says_in_80_columns_what_to_install(tmp_path: Path) -> None:
    """On a machine without a single program."""
    done = subprocess.run(
        [sys.executable, "-m", "autograder", "doctor"],
        env=os.environ | {"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2 and "sandbox        MISSING" in done.stdout, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("version", "mark"),
    [("0.9.5", "ok"), ("0.9.7", "ok"), ("0.10.0", "UNTRIED"), (None, "MISSING")],
)
def test_the_doctor_allows_the_versions_that_the_project_allows(
    version: str | None, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pyproject.toml has the range of nbgrader; outside of it nothing is graded."""

    def installed(name: str) -> str:
        if version is None:
            raise doctor.importlib.metadata.PackageNotFoundError(name)
        return version

    monkeypatch.setattr(doctor.importlib.metadata, "version", installed)
    found = doctor._package("nbgrader", needed=True)
    assert doctor.to_text([found]).split()[1] == mark
    assert doctor.can_grade([found]) == (mark == "ok")


def test_the_doctor_says_how_much_space_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In MB, with what is needed; a full disk is no place for a class."""
    usage = SimpleNamespace(free=150 << 20)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: usage)
    found = doctor._space(tmp_path)
    assert found.value == f"150 MB free in {tmp_path}; grading needs {doctor.SPACE} MB"
    assert doctor.to_text([found]).split()[1] == "FULL" and not doctor.can_grade([found])
    usage.free = 10 << 30
    assert doctor._space(tmp_path).well


def test_every_exercise_of_a_topic_with_checks_has_points_that_sum() -> None:
    """The hidden checks' points are the exercise's."""
    import ast

    from autograder.checks import hidden_checks, with_checks
    from course.topics import TOPICS

    for of in with_checks(TOPICS):
        sums: dict[str, float] = {exercise.id: 0 for exercise in topic(of.slug).exercises}
        for node in ast.parse(hidden_checks(of).checks.read_text()).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "exercise":
                    name = ast.literal_eval(call.args[0])
                    points = {k.arg: ast.literal_eval(k.value) for k in call.keywords}["points"]
                    sums[name] += points
        assert sums == {exercise.id: exercise.points for exercise in of.exercises}, of.slug


@pytest.mark.slow
def test_a_notebook_is_judged_as_its_exercises_are_one_by_one(tmp_path: Path) -> None:
    """Beside each other they get the same verdicts and points, in the same order."""
    from autograder import judge, notebook

    path = tmp_path / "03_pool.ipynb"
    wrong = class_course.solution("wrong_answer")
    path.write_bytes(
        class_course.notebook({"count_primes": wrong, "fetch_all": wrong, "word_count": "1 / 0"})
    )
    alone = judge.judge_notebook(path, pictures=False)
    together = notebook.judge_notebook(path)
    assert [(e.id, e.verdict, e.points) for e in together.exercises] == [
        (e.id, e.verdict, e.points) for e in alone.exercises
    ]
    assert (together.notebook, together.topic, together.sandbox, together.problems) == (
        alone.notebook,
        alone.topic,
        alone.sandbox,
        alone.problems,
    )
    assert len({e.verdict for e in together.exercises}) >= 3
    (chosen,) = notebook.judge_notebook(path, exercises=["count_primes"]).exercises
    assert chosen.id == "count_primes"
